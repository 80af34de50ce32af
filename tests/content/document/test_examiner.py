"""A file is examined in a process of its own, which a hostile file can't keep busy."""

from proposals.content.document.examiner import examined
from proposals.domain.document.kind import DOCX, PDF
from proposals.domain.refusal import Refusal
from tests import files
from tests.refusal import refused


def test_pages_of_a_file_are_returned() -> None:
    assert examined(files.pdf_with(pages=3), PDF) == 3
    assert examined(files.DOCX, DOCX) is None


def test_refusal_names_the_kind() -> None:
    with refused(Refusal.FILE_HAS_MACRO, says="Save it as DOCX without them", field="file"):
        examined(files.office("word/document.xml", "word/vbaProject.bin"), DOCX)


def busy() -> bytes:
    """Return a PDF whose objects take long to read."""
    return files.pdf_of(*["[" + "<</A 1>>" * 5_000 + "]"] * 300)


def deep() -> bytes:
    """Return a PDF with brackets inside brackets, which has no end that a stack could reach."""
    return files.pdf_of("[" * 500_000 + "]" * 500_000)


def test_file_that_takes_too_long_is_refused_in_time() -> None:
    with refused(Refusal.FILE_TOO_COMPLEX, field="file"):
        examined(busy(), PDF, seconds=1)


def test_file_that_is_too_deep_is_refused() -> None:
    with refused(Refusal.FILE_TOO_COMPLEX, field="file"):
        examined(deep(), PDF)
