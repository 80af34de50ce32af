"""Stored files, compared with their rows."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage

from proposals.models.document import Document


@dataclass(frozen=True)
class BrokenFile:
    """A document whose file isn't what was stored."""

    document: Document
    problem: str


def problem(document: Document) -> str:
    """Say what is wrong with the file of a document; return "" if it has its size and SHA-256."""
    try:
        with default_storage.open(document.path) as file:
            if file.size != document.size:
                return f"has {file.size} of {document.size} bytes"
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"can't be read: {error.strerror}"
    return "" if digest == document.sha256 else "doesn't match its SHA-256"


def broken_files() -> Iterator[BrokenFile]:
    """Read the file of every document, removed ones too; yield each that isn't what was stored."""
    rows = Document.objects.select_related("proposal").order_by("pk")
    for document in rows.iterator(chunk_size=500):
        if found := problem(document):
            yield BrokenFile(document, found)
