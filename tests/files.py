"""Files as people and attackers send them: whole, damaged, locked, and with something inside."""

import io
import zipfile
import zlib
from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

HTML = b"<html><script>alert(1)</script></html>"
GIF_AND_HTML = b"GIF89a/*" + HTML + b"*/=0;"
PROGRAM = b"MZ\x90\x00" + b"\0" * 500
STEP = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n#1=CARTESIAN_POINT('',(0.,0.,0.));\nENDSEC;\nEND-ISO-10303-21;\n"
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + check


PNG_HEAD = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes.fromhex("00000001000000010800000000"))
PNG_BODY = chunk(b"IDAT", zlib.compress(b"\0\0"))
PNG_END = chunk(b"IEND", b"")
PNG = PNG_HEAD + PNG_BODY + PNG_END
PNG_AND_HTML = PNG_HEAD + chunk(b"tEXt", b"Comment\0" + HTML) + PNG_BODY + PNG_END
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\0" * 200 + b"\xff\xd9"


def pdf_with(change: Callable[[PdfWriter], object] = lambda writer: None, pages: int = 1) -> bytes:
    """Return a PDF of blank pages to which something was done."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def action(kind: str, **values: str) -> DictionaryObject:
    found = DictionaryObject({NameObject("/S"): NameObject(kind)})
    found.update({NameObject(f"/{key}"): TextStringObject(value) for key, value in values.items()})
    return found


def opens_with(kind: str, **values: str) -> bytes:
    """Return a PDF that does something when it is opened."""

    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = action(kind, **values)

    return pdf_with(change)


def clicked(kind: str, **values: str) -> bytes:
    """Return a PDF that does something when a place on its page is clicked."""

    def change(writer: PdfWriter) -> None:
        link = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/A"): action(kind, **values),
            }
        )
        writer.pages[0][NameObject("/PieceInfo")] = writer._add_object(link)

    return pdf_with(change)


def archive(**parts: bytes) -> bytes:
    """Return a ZIP archive; in the names of its parts `__` stands for a slash, and .xml is added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name.replace("__", "/") + ".xml", content)
    return stream.getvalue()


def office(*names: str, types: bytes = b"<Types/>") -> bytes:
    """Return an Office file with parts of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("[Content_Types].xml", types)
        for name in names:
            written.writestr(name, "<xml/>")
    return stream.getvalue()


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")


def bomb() -> bytes:
    """Return a small Office file that unpacks to 310 MB."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written,
        written.open("word/document.xml", "w") as part,
    ):
        for _ in range(310):
            part.write(bytes(1024 * 1024))
    return stream.getvalue()


def lying_bomb() -> bytes:
    """Return the same, with a directory that says that it unpacks to 1 MB."""
    said, true = (size.to_bytes(4, "little") for size in (1024 * 1024, 310 * 1024 * 1024))
    return bomb().replace(true, said)


def pdf_of(*extra: str) -> bytes:
    """Return a PDF of one page that has more objects, written as they are."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *extra,
    ]
    body, starts = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    rows = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{body}{table}{trailer}startxref\n{len(body)}\n%%EOF\n".encode()
