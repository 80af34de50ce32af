"""Documents: store a file, and remove a file from the working copy."""

import hashlib
import io
import logging
import zipfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

import puremagic
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from pypdf import PdfReader

from proposals.access.proposal.team import require_edit
from proposals.actions import audit, status
from proposals.actions.status import Locked
from proposals.content.document import problem
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.models.storage import UNFINISHED

logger = logging.getLogger(__name__)
# The kinds of files that are accepted, recognised by their content. The name's ending must agree.
ALLOWED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Longer than any file takes to be written.
ABANDONED = timedelta(hours=1)
ZIPPED = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


def store(
    proposal: Proposal, *, code: str, file: UploadedFile[Any], by: User, at: datetime
) -> Document:
    """Check a file by its content and store it under its hash.

    If the working copy has the same file already, that document is returned.

    Raises: RuleBroken NOT_EDITABLE or OBSERVER; one of FILE_... if the file is empty, too large, of
    a kind that isn't accepted, or of another kind than its name says, or if it can't be written.
    """
    require_edit(by, proposal)
    document = _written(file, code=code, by=by, at=at)
    with transaction.atomic():
        locked = status.lock(proposal)
        require_edit(by, locked)
        return _record(locked, document, by=by, at=at)


def store_locked(
    proposal: Locked, *, code: str, file: UploadedFile[Any], by: User, at: datetime
) -> Document:
    """Store a file on a locked proposal, for a person whom the caller has checked.

    Raises: RuleBroken one of FILE_... as store().
    """
    return _record(proposal, _written(file, code=code, by=by, at=at), by=by, at=at)


def _written(file: UploadedFile[Any], *, code: str, by: User, at: datetime) -> Document:
    """Check a file, write it to the storage, and return its row, which isn't saved yet.

    The file is written before its row, because a row without its file would be worse than a file
    without its row.
    """
    content = _checked(file)
    name = str(file.name)
    document = Document(
        code=code,
        name=clean_name(name),
        content_type=ALLOWED[PurePath(name).suffix.lower()],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    if problem(document):
        _write(document, content)
    return document


def _write(document: Document, content: bytes) -> None:
    try:
        default_storage.save(document.path, ContentFile(content))
    except OSError:  # most likely the disk is full
        logger.exception("file %s can't be written", document.path)
        raise RuleBroken(Refusal.FILE_NOT_STORED, field="file") from None


def _record(proposal: Locked, document: Document, *, by: User, at: datetime) -> Document:
    given = proposal.documents.filter(removed_at=None, code=document.code, name=document.name)
    if same := given.filter(sha256=document.sha256).first():
        return same  # a second click
    document.proposal = proposal
    document.save()
    _mark_changed(proposal)
    audit.append(
        proposal,
        Verb.STORE_DOCUMENT,
        by=by,
        at=at,
        after={"document": document.name, "sha256": document.sha256, "code": document.code},
    )
    return document


@transaction.atomic
def remove(document: Document, *, by: User, at: datetime) -> None:
    """Remove a file from the working copy; revisions still have it. Raises: RuleBroken."""
    locked = status.lock(document.proposal)
    require_edit(by, locked)
    if not locked.documents.filter(pk=document.pk, removed_at=None).update(removed_at=at):
        return  # a second click
    _mark_changed(locked)
    audit.append(locked, Verb.REMOVE_DOCUMENT, by=by, at=at, after={"document": document.name})


def sweep(*, at: datetime) -> int:
    """Delete what a process that was killed has left half-written; return how many files."""
    if not default_storage.exists(UNFINISHED):
        return 0
    swept = 0
    for name in default_storage.listdir(UNFINISHED)[1]:
        path = f"{UNFINISHED}/{name}"
        with suppress(FileNotFoundError):  # finished meanwhile
            if default_storage.get_modified_time(path) < at - ABANDONED:
                default_storage.delete(path)
                swept += 1
    return swept


def _mark_changed(proposal: Locked) -> None:
    proposal.has_unsubmitted_changes = proposal.current_revision is not None
    proposal.save(update_fields=["has_unsubmitted_changes"])


def clean_name(name: str) -> str:
    """Return a file name that is safe to show and to send: no path, no control characters."""
    last = PurePath(name.replace("\\", "/")).name
    safe = "".join(char for char in last if char.isprintable() and char not in '<>:"/|?*')
    stem, ending = PurePath(safe).stem, PurePath(safe).suffix
    return f"{stem[:150] or 'document'}{ending[:10]}"


def _checked(file: UploadedFile[Any]) -> bytes:
    """Return the content of an acceptable file."""
    limit = settings.DOCUMENT_MAX_BYTES
    if not file.size:
        raise RuleBroken(Refusal.FILE_EMPTY, field="file")
    if file.size > limit:
        raise RuleBroken(
            Refusal.FILE_TOO_LARGE,
            field="file",
            size=f"{file.size / 1048576:.1f}",
            limit=str(limit // 1048576),
        )
    ending = PurePath(str(file.name)).suffix.lower()
    if ending not in ALLOWED:
        raise RuleBroken(
            Refusal.FILE_OF_OTHER_KIND,
            field="file",
        )
    content: bytes = file.read()
    if not _is_what_it_says(content, ending):
        raise RuleBroken(
            Refusal.FILE_UNREADABLE,
            field="file",
            kind=ending[1:].upper(),
        )
    return content


def _is_what_it_says(content: bytes, ending: str) -> bool:
    if ending == ".pdf":
        return _is_pdf(content)
    if ending in ZIPPED:
        return _has_part(content, ZIPPED[ending])
    try:
        return puremagic.from_string(content, mime=True) == ALLOWED[ending]
    except (puremagic.PureError, ValueError):
        return False


def _is_pdf(content: bytes) -> bool:
    if not content.startswith(b"%PDF-"):
        return False
    try:
        return len(PdfReader(io.BytesIO(content)).pages) > 0
    except Exception:  # a damaged file can make its reader raise anything
        return False


def _has_part(content: bytes, part: str) -> bool:
    """Look for the main part of an Office file without unpacking the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return part in archive.namelist()
    except Exception:  # a damaged file, see above
        return False
