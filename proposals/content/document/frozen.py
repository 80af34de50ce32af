"""A document as the text of a revision names it."""

from typing import Any

from proposals.models.document import Document


def frozen_document(document: Document) -> dict[str, Any]:
    """Return what a revision's text says of a document.

    Texts of before files were marked say nothing of a marking, and stay as they are.
    """
    text = {
        "code": document.code,
        "name": document.name,
        "sha256": document.sha256,
        "size": document.size,
    }
    return text | ({"marking": marking(document)} if document.control else {})


def marking(document: Document) -> dict[str, Any]:
    """Return a document's marking, as texts and the history have it.

    No file is stored with a marking unless its uploader confirmed that it may be sent.
    """
    return {
        "control": document.control,
        "classification": document.classification,
        "licence": document.licence,
        "may_be_sent": True,
    }
