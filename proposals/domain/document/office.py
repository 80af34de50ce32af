"""Files of an office suite, which are ZIP archives of XML."""

import io
import zipfile

from proposals.domain.document.kind import DOCX, XLSX, FileKind
from proposals.domain.refusal import Refusal, RuleBroken

# The part that makes an archive a document or a spreadsheet.
MAIN_PART = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
TYPES = "[Content_Types].xml"
# The beginning of an Office file of before 2007, which is also the shell of one with a password.
OLD_SHELL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Parts that hold macros, or controls that run code.
ACTIVE = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/", ".docm", ".xlsm", ".xlsb")
ENCRYPTED_FLAG = 0x1
MAX_PARTS = 10_000
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
CHUNK = 1024 * 1024


def require_plain(content: bytes, kind: FileKind) -> None:
    """Check that an Office file opens, has no macro and unpacks within limits.

    Raises: RuleBroken FILE_ENCRYPTED, FILE_IN_DISGUISE, FILE_UNREADABLE, FILE_HAS_MACRO or
    FILE_BURSTS.
    """
    if content.startswith(OLD_SHELL):
        raise RuleBroken(Refusal.FILE_ENCRYPTED, field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_parts(archive, kind, starts_at_once=content.startswith(b"PK"))
            _require_unpacked(archive)
    except RuleBroken:
        raise
    except Exception:  # a damaged archive can make its reader raise anything
        raise RuleBroken(Refusal.FILE_UNREADABLE, field="file") from None


def _require_parts(archive: zipfile.ZipFile, kind: FileKind, *, starts_at_once: bool) -> None:
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise RuleBroken(Refusal.FILE_ENCRYPTED, field="file")
    if MAIN_PART[kind] not in names:
        raise RuleBroken(Refusal.FILE_UNREADABLE, field="file")
    if not starts_at_once:  # a program or a page stands before the archive
        raise RuleBroken(Refusal.FILE_IN_DISGUISE, field="file")
    if any(mark in f"/{name}" for name in names for mark in ACTIVE) or _says_macro(archive):
        raise RuleBroken(Refusal.FILE_HAS_MACRO, field="file")
    declared = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or declared > MAX_UNPACKED_BYTES:
        raise RuleBroken(Refusal.FILE_BURSTS, field="file")


def _says_macro(archive: zipfile.ZipFile) -> bool:
    if TYPES not in archive.namelist():
        return False
    with archive.open(TYPES) as part:
        return b"macroenabled" in part.read(CHUNK).lower()


def _require_unpacked(archive: zipfile.ZipFile) -> None:
    """Unpack every part, because its declared size may be wrong; nothing of it is kept."""
    unpacked = 0
    for part in archive.infolist():
        with archive.open(part) as file:
            while chunk := file.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED_BYTES:
                    raise RuleBroken(Refusal.FILE_BURSTS, field="file")
