"""Files from partners: checked by content, stored under their hash, with a safe name."""

import hashlib
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.actions import document
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.files import DOCX, GIF_AND_HTML, HTML, PNG, STEP, XLSX, bomb, opens_with, pdf_with
from tests.history import broken
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db

PDF = f.pdf().read()


def store(proposal: Proposal, name: str, content: bytes) -> Document:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return document.store(
        proposal, code="endorsement", file=file, marking=f.MARKING, by=f.lead_a(), at=f.NOW
    )


# --- What is taken ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", PDF),
        ("LETTER.PDF", PDF),
        ("figure.png", PNG),
        ("letter.docx", DOCX),
        ("budget.xlsx", XLSX),
        ("mount.STEP", STEP),
    ],
)
def test_file_is_kept_privately_under_its_hash(name: str, content: bytes, files: Path) -> None:
    proposal = f.draft()
    stored = store(proposal, name, content)
    digest = hashlib.sha256(content).hexdigest()
    assert (stored.sha256, stored.size, stored.name) == (digest, len(content), name)
    path = files / digest[:2] / digest
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o077 == 0
    assert f.last_entry(proposal).verb == "store_document"


def test_same_content_twice_is_one_file(files: Path) -> None:
    proposal = f.draft()
    store(proposal, "one.pdf", PDF)
    store(proposal, "two.pdf", PDF)
    assert [one.name for one in proposal.documents.all()] == ["one.pdf", "two.pdf"]
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_pages_are_counted() -> None:
    proposal = f.draft()
    assert store(proposal, "letter.pdf", pdf_with(pages=3)).pages == 3
    assert store(proposal, "letter.docx", DOCX).pages is None


# --- What is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("letter.pdf", b"", "This file is empty."),
        ("letter.pdf", b"MZ\x90\x00" + b"\0" * 500, "isn't a readable PDF file"),
        (
            "letter.pdf",
            b"%PDF-1.7\n" + HTML,
            "a web page, a program or an archive as well as a PDF",
        ),
        ("letter.pdf", HTML + PDF, "a web page, a program or an archive as well as a PDF"),
        ("letter.pdf", PNG, "isn't a readable PDF file"),
        ("letter.pdf", PDF[: len(PDF) // 2], "The end of this file is missing."),
        ("letter.pdf", opens_with("/JavaScript", JS="x()"), "This PDF holds a script."),
        ("letter.docx", bomb(), "This file unpacks to more than 300 MB."),
        ("figure.png", GIF_AND_HTML, "as well as a PNG"),
        ("figure.png", HTML, "as well as a PNG"),
        ("figure.jpg", PNG, "isn't a readable JPEG file"),
        ("letter.docx", XLSX, "isn't a readable DOCX file"),
        ("letter.docx", b"PK\x03\x04" + b"\0" * 50, "isn't a readable DOCX file"),
        ("figure.gif", GIF_AND_HTML, "Files of this kind aren't taken."),
        ("page.html", HTML, "Files of this kind aren't taken."),
        ("letter.pdf.exe", PDF, "Files of this kind aren't taken."),
        ("figure.svg", b"<svg onload='alert(1)'/>", "Files of this kind aren't taken."),
        ("letter", PDF, "Files of this kind aren't taken."),
        (".pdf", PDF, "Files of this kind aren't taken."),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept(
    name: str, content: bytes, says: str, files: Path
) -> None:
    proposal = f.draft()
    with nothing_written(proposal), refused(says=says, field="file"):
        store(proposal, name, content)
    assert not Document.objects.exists()
    assert not files.exists()


def test_file_that_is_too_large_is_refused_with_both_sizes(settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 2 * 1024 * 1024
    too_large = b"%PDF-" + b" " * 3 * 1024 * 1024
    with refused(says="This file has 3.0 MB; 2 MB is the most."):
        store(f.draft(), "letter.pdf", too_large)


def test_who_may_not_write_leaves_no_file_behind(files: Path) -> None:
    proposal = f.draft()
    for person in (f.observer_a(), f.lead_b(), f.reviewer(), f.chair()):
        with nothing_written(proposal), refused(Refusal.OBSERVER):
            document.store(
                proposal, code="endorsement", file=f.pdf(), marking=f.MARKING, by=person, at=f.NOW
            )
    closed = f.in_review("Another")
    with nothing_written(closed), refused(Refusal.NOT_EDITABLE):
        f.document(closed)
    assert not files.exists()


@settings(max_examples=15)
@given(st.binary(max_size=200), st.integers(0, len(PDF)), st.integers(0, 50))
def test_broken_pdf_is_taken_or_refused_and_never_breaks_the_page(
    noise: bytes, at: int, cut: int
) -> None:
    proposal = Proposal.objects.first() or f.draft()
    content = PDF[:at] + noise + PDF[at + cut :]
    with suppress(RuleBroken):
        assert store(proposal, "letter.pdf", content).size == len(content)


# --- Names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Pat\\letter.pdf", "letter.pdf"),
        ("a" * 200 + ".pdf", "a" * 150 + ".pdf"),
        ("信函 2026.pdf", "信函 2026.pdf"),
        ("<b>x</b>.pdf", "b.pdf"),
        ("letter\u202efdp.exe.pdf", "letterfdp.exe.pdf"),
        ("letter\x00\r\nSet-Cookie: a.pdf", "letterSet-Cookie a.pdf"),
    ],
)
def test_name_is_shown_without_paths_markup_and_control_characters(name: str, shown: str) -> None:
    assert document.clean_name(name) == shown


@given(st.text())
def test_any_name_becomes_one_that_can_be_shown_and_sent(name: str) -> None:
    shown = document.clean_name(f"{name}.pdf")
    assert shown.endswith(".pdf")
    assert len(shown) <= 160
    assert shown.isprintable()
    assert PurePath(shown).name == shown
    assert not set('<>:"/\\|?*') & set(shown)
    assert document.clean_name(shown) == shown


# --- Remove -------------------------------------------------------------------------------


def test_file_that_two_people_remove_is_removed_once() -> None:
    proposal = f.submitted()
    stored = f.document(proposal)
    shown = Document.objects.get(pk=stored.pk)
    document.remove(stored, by=f.lead_a(), at=f.NOW)
    with nothing_written(proposal):
        document.remove(shown, by=f.proposer_a(), at=f.NOW)
    assert broken() == []


def test_removed_file_leaves_the_working_copy_and_stays_on_disk(files: Path) -> None:
    proposal = f.draft()
    stored = f.document(proposal)
    for person in (f.observer_a(), f.lead_b()):
        with nothing_written(proposal), refused(Refusal.OBSERVER):
            document.remove(stored, by=person, at=f.NOW)
    document.remove(stored, by=f.lead_a(), at=f.NOW)
    assert list(proposal.documents.filter(removed_at=None)) == []
    assert (files / stored.path).exists()
