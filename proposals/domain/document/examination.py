"""Look into a file: is it what its name says, and does it hold nothing that acts by itself?"""

import io
import zipfile

import puremagic

from proposals.domain.document import office, pdf, step
from proposals.domain.document.kind import DOCX, JPEG, PDF, PNG, STEP, XLSX, FileKind
from proposals.domain.refusal import Refusal, RuleBroken

# What begins a page of the web or a script, in small letters.
PAGE = (b"<!doctype html", b"<html", b"<script", b"<iframe", b"<body", b"<?php", b"#!/")
# A browser and a shell look no further for the beginning of a page.
BEGINNING = 1024


def examine(content: bytes, kind: FileKind) -> int | None:
    """Check a file's content; return the number of its pages, or None if it has no pages.

    It needs time and memory that a hostile file chooses: call it in a process with limits.

    Raises: RuleBroken one of FILE_..., which the caller completes with the name of the kind.
    """
    if kind in (DOCX, XLSX):
        office.require_plain(content, kind)
        return None
    _require_no_disguise(content, kind)
    if kind is PDF:
        return pdf.pages(content)
    if kind is STEP:
        step.require_whole(content)
    else:
        _require_picture(content, kind)
    return None


def _require_no_disguise(content: bytes, kind: FileKind) -> None:
    """Refuse what is a page of the web, a script or an archive as well as a file of this kind."""
    # No text belongs into a picture, so all of it is searched.
    searched = content if kind in (PNG, JPEG) else content[:BEGINNING]
    lower = searched.lower()
    if any(mark in lower for mark in PAGE) or zipfile.is_zipfile(io.BytesIO(content)):
        raise RuleBroken(Refusal.FILE_IN_DISGUISE, field="file")


def _require_picture(content: bytes, kind: FileKind) -> None:
    """Refuse what doesn't begin and end as a picture of this kind does."""
    try:
        found = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if found != kind.media_type:
        raise RuleBroken(Refusal.FILE_UNREADABLE, field="file")
    end = content.rstrip(b"\0 \r\n")[-BEGINNING:]
    if b"IEND" not in end and b"\xff\xd9" not in end:
        raise RuleBroken(Refusal.FILE_CUT_SHORT, field="file")
