"""PDF files: they open, aren't locked, and neither run nor carry anything."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from proposals.domain.refusal import Refusal, RuleBroken

# Readers look for the end of a file in its last kilobyte.
END = 1024
# What a dictionary of a PDF may not have, each with why. XFA is a form that runs scripts.
KEYS = {
    "/JS": Refusal.FILE_HAS_SCRIPT,
    "/JavaScript": Refusal.FILE_HAS_SCRIPT,
    "/XFA": Refusal.FILE_HAS_SCRIPT,
    "/EF": Refusal.FILE_HOLDS_FILES,
    "/EmbeddedFiles": Refusal.FILE_HOLDS_FILES,
    "/RichMediaContent": Refusal.FILE_HOLDS_FILES,
}
# The same for what an action does (/S) and what an object is (/Type).
NAMES = {
    "/JavaScript": Refusal.FILE_HAS_SCRIPT,
    "/Launch": Refusal.FILE_LAUNCHES,
    "/EmbeddedFile": Refusal.FILE_HOLDS_FILES,
}


def pages(content: bytes) -> int:
    """Check every object of a PDF; return the number of its pages.

    Raises: RuleBroken FILE_UNREADABLE, FILE_CUT_SHORT, FILE_ENCRYPTED, FILE_HAS_SCRIPT,
    FILE_LAUNCHES, FILE_HOLDS_FILES or FILE_TOO_COMPLEX.
    """
    if not content.startswith(b"%PDF-"):
        raise RuleBroken(Refusal.FILE_UNREADABLE, field="file")
    if b"%%EOF" not in content.rstrip(b"\0 \r\n\t")[-END:]:
        raise RuleBroken(Refusal.FILE_CUT_SHORT, field="file")
    try:
        return _pages(content)
    except (RuleBroken, MemoryError):
        raise
    except (LimitReachedError, RecursionError):
        raise RuleBroken(Refusal.FILE_TOO_COMPLEX, field="file") from None
    except Exception:  # a damaged file can make its reader raise anything
        raise RuleBroken(Refusal.FILE_UNREADABLE, field="file") from None


def _pages(content: bytes) -> int:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise RuleBroken(Refusal.FILE_ENCRYPTED, field="file")
    count = len(reader.pages)
    if not count:
        raise RuleBroken(Refusal.FILE_UNREADABLE, field="file")
    for found in _objects(reader):
        _require_plain(found)
    return count


def _objects(reader: PdfReader) -> Iterator[PdfObject | None]:
    """Yield the trailer and every object that the file's tables name."""
    yield reader.trailer
    for generation, places in list(reader.xref.items()):
        for number in list(places):
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in list(reader.xref_objStm):
        yield reader.get_object(IndirectObject(number, 0, reader))


def _require_plain(root: PdfObject | None) -> None:
    """Look through one object and what is written inside it. References are objects of their own."""
    waiting: list[object] = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            _require_plain_dictionary(one)
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += one


def _require_plain_dictionary(found: DictionaryObject) -> None:
    for key in KEYS.keys() & found.keys():
        raise RuleBroken(KEYS[key], field="file")
    for key in ("/S", "/Type"):
        name = found.raw_get(key) if key in found else None
        if isinstance(name, NameObject) and name in NAMES:
            raise RuleBroken(NAMES[name], field="file")
