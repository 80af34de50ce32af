"""A proposal's documents, as its team sees them: each with its former versions."""

from dataclasses import dataclass

from django.utils.translation import gettext

from proposals.content.proposal import Content
from proposals.models.document import Document


@dataclass(frozen=True)
class Listed:
    """A document of the working copy, what it was asked for as, and its former versions."""

    document: Document
    asked_as: str
    former: tuple[Document, ...]


def options(content: Content) -> list[tuple[str, str]]:
    """Return what a document can be: what the stage asks for, or another one."""
    asked = [(one.code, one.name) for one in content.asked_documents]
    return [*asked, ("other", gettext("Another document"))]


def listed(content: Content) -> list[Listed]:
    """Return the documents of the working copy, the newest former version of each first."""
    rows = content.proposal.documents.exclude(removed_at=None).select_related("uploaded_by")
    removed = {one.pk: one for one in rows}
    names = dict(options(content))
    return [
        Listed(one, names.get(one.code, gettext("Another document")), _former(one, removed))
        for one in content.documents
    ]


def _former(document: Document, removed: dict[int, Document]) -> tuple[Document, ...]:
    found: list[Document] = []
    one: Document | None = document
    while one and one.replaces_id and (one := removed.get(one.replaces_id)):
        found.append(one)
    return tuple(found)
