"""What a file may hold, by its content, whatever its name says."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.domain.document.examination import examine
from proposals.domain.document.kind import BY_MEDIA_TYPE, KINDS, kind_of
from proposals.domain.refusal import Refusal, RuleBroken
from tests import files

PDF = files.pdf_with()


def refusal(name: str, content: bytes) -> Refusal | None:
    try:
        examine(content, kind_of(name))
    except RuleBroken as broken:
        return broken.refusal
    return None


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("a.pdf", PDF, 1),
        ("A.PDF", files.pdf_with(pages=12), 12),
        ("padded.pdf", PDF + b"\0" * 5000, 1),
        ("link.pdf", files.clicked("/URI", URI="https://agency.example/"), 1),
        ("a.png", files.PNG, None),
        ("a.jpeg", files.JPEG, None),
        ("a.docx", files.DOCX, None),
        ("a.xlsx", files.XLSX, None),
        ("chart.docx", files.office("word/document.xml", "word/embeddings/sheet.xlsx"), None),
        ("a.step", files.STEP, None),
        ("A.STP", b"\xef\xbb\xbf\r\n" + files.STEP + b"\n\n", None),
    ],
)
def test_file_is_accepted_with_its_pages(name: str, content: bytes, pages: int | None) -> None:
    assert examine(content, kind_of(name)) == pages


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        # Another kind than its name says, or damaged.
        ("a.pdf", files.PROGRAM, Refusal.FILE_UNREADABLE),
        ("a.pdf", files.PNG, Refusal.FILE_UNREADABLE),
        ("a.png", PDF, Refusal.FILE_UNREADABLE),
        ("a.jpg", files.PNG, Refusal.FILE_UNREADABLE),
        ("a.docx", files.XLSX, Refusal.FILE_UNREADABLE),
        ("a.docx", files.DOCX[:-30], Refusal.FILE_UNREADABLE),
        ("a.docx", files.PROGRAM, Refusal.FILE_UNREADABLE),
        ("a.step", files.PROGRAM, Refusal.FILE_UNREADABLE),
        ("a.step", files.STEP.replace(b"#1", b"\0\0"), Refusal.FILE_UNREADABLE),
        # Cut short.
        ("a.pdf", PDF[: len(PDF) // 2], Refusal.FILE_CUT_SHORT),
        ("a.pdf", b"%PDF-1.7\n", Refusal.FILE_CUT_SHORT),
        ("a.pdf", b"%PDF-1.7\n%%EOF", Refusal.FILE_UNREADABLE),
        ("a.png", files.PNG[:-12], Refusal.FILE_CUT_SHORT),
        ("a.step", files.STEP[:60], Refusal.FILE_CUT_SHORT),
        # Locked.
        ("a.pdf", files.pdf_with(lambda one: one.encrypt("secret")), Refusal.FILE_ENCRYPTED),
        ("a.docx", files.OLD_OFFICE, Refusal.FILE_ENCRYPTED),
        # What acts by itself.
        ("a.pdf", files.opens_with("/JavaScript", JS="app.alert(1)"), Refusal.FILE_HAS_SCRIPT),
        ("a.pdf", files.clicked("/JavaScript", JS="app.alert(1)"), Refusal.FILE_HAS_SCRIPT),
        ("a.pdf", files.clicked("/Launch", F="cmd.exe"), Refusal.FILE_LAUNCHES),
        ("a.pdf", files.opens_with("/Launch", F="cmd.exe"), Refusal.FILE_LAUNCHES),
        (
            "a.pdf",
            files.pdf_with(lambda one: one.add_attachment("a.exe", files.PROGRAM)),
            Refusal.FILE_HOLDS_FILES,
        ),
        (
            "a.docx",
            files.office("word/document.xml", "word/vbaProject.bin"),
            Refusal.FILE_HAS_MACRO,
        ),
        (
            "a.xlsx",
            files.office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
            Refusal.FILE_HAS_MACRO,
        ),
        (
            "a.docx",
            files.office("word/document.xml", types=b"...macroEnabled.main+xml"),
            Refusal.FILE_HAS_MACRO,
        ),
        # A page, a program or an archive in disguise.
        ("a.png", files.GIF_AND_HTML, Refusal.FILE_IN_DISGUISE),
        ("a.png", files.PNG_AND_HTML, Refusal.FILE_IN_DISGUISE),
        ("a.pdf", files.HTML + PDF, Refusal.FILE_IN_DISGUISE),
        ("a.pdf", b"%PDF-1.7\n" + files.HTML + PDF, Refusal.FILE_IN_DISGUISE),
        ("a.pdf", PDF + files.DOCX + b"%%EOF", Refusal.FILE_IN_DISGUISE),
        ("a.docx", files.PROGRAM + files.DOCX, Refusal.FILE_IN_DISGUISE),
        ("a.step", files.STEP + files.HTML, Refusal.FILE_IN_DISGUISE),
    ],
)
def test_file_is_refused_with_its_reason(name: str, content: bytes, why: Refusal) -> None:
    assert refusal(name, content) is why


@pytest.mark.parametrize("make", [files.bomb, files.lying_bomb])
def test_archive_that_would_burst_is_refused(make: Callable[[], bytes]) -> None:
    content = make()
    assert len(content) < 500_000
    assert refusal("a.docx", content) in (Refusal.FILE_BURSTS, Refusal.FILE_UNREADABLE)


@pytest.mark.parametrize("name", ["", ".pdf", "pdf", "a.gif", "a.svg", "a.pdf.exe", "a.html", "a."])
def test_name_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        kind_of(name)
    assert broken.value.refusal is Refusal.FILE_OF_OTHER_KIND


def test_refusal_names_every_kind() -> None:
    for kind in KINDS:
        assert kind.name in Refusal.FILE_OF_OTHER_KIND.value
        assert BY_MEDIA_TYPE[kind.media_type] is kind


WHOLE = {"a.pdf": PDF, "a.docx": files.DOCX, "a.png": files.PNG, "a.step": files.STEP}


@settings(max_examples=120)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12),
    st.integers(0, 2000),
    st.binary(max_size=60),
)
def test_broken_file_is_taken_or_refused_and_nothing_else(
    name: str, changes: list[tuple[int, int]], cut: int, noise: bytes
) -> None:
    content = bytearray(WHOLE[name])
    for place, value in changes:
        content[place % len(content)] = value
    refusal(name, bytes(content[: cut or None]) + noise)
