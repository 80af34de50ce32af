"""The kinds of files that are accepted."""

from dataclasses import dataclass

from proposals.domain.refusal import Refusal, RuleBroken


@dataclass(frozen=True)
class FileKind:
    """A kind of file: what people call it, the endings of its names, and its media type."""

    name: str
    endings: tuple[str, ...]
    media_type: str


OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileKind("PDF", (".pdf",), "application/pdf")
PNG = FileKind("PNG", (".png",), "image/png")
JPEG = FileKind("JPEG", (".jpg", ".jpeg"), "image/jpeg")
DOCX = FileKind("DOCX", (".docx",), f"{OFFICE}.wordprocessingml.document")
XLSX = FileKind("XLSX", (".xlsx",), f"{OFFICE}.spreadsheetml.sheet")
# The exchange format of mechanical design, ISO 10303-21.
STEP = FileKind("STEP", (".step", ".stp"), "model/step")
KINDS = (PDF, PNG, JPEG, DOCX, XLSX, STEP)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}


def kind_of(name: str) -> FileKind:
    """Return the kind that a file's name says. Raises: RuleBroken FILE_OF_OTHER_KIND."""
    ending = ending_of(name)
    for kind in KINDS:
        if ending in kind.endings:
            return kind
    raise RuleBroken(Refusal.FILE_OF_OTHER_KIND, field="file")


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters; "" if the name is nothing but an ending."""
    stem, dot, ending = name.rpartition(".")
    return f"{dot}{ending}".lower() if stem.strip(" /\\") else ""
