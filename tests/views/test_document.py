"""Documents: what is taken, what is refused with a sentence, and who may have a file."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.actions import document as actions
from proposals.models.document import Document
from proposals.models.revision import Revision
from tests import factories as f
from tests.page import Browser, Page, as_, browser
from tests.storage import fill_disk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECTION = "/proposals/CE8-0001/sections/documents/"
UPLOAD = "/proposals/CE8-0001/documents/"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"


@pytest.fixture
def lead() -> Browser:
    f.written()
    return browser(f.lead_a())


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def office_file(part: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(part, "<xml/>")
    return stream.getvalue()


def upload(lead: Browser, sent: SimpleUploadedFile) -> Page:
    return lead.press(lead.open(SECTION), "Upload", file=sent)


def stored_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- Taken --------------------------------------------------------------------------------------


def test_upload_stores_a_file_under_its_hash(lead: Browser, files: Path) -> None:
    sent = f.pdf()
    page = upload(lead, sent)
    document = Document.objects.get()
    assert "Added: letter.pdf." in page.text
    assert document.sha256 in page.text
    assert document.code == "endorsement"
    assert [path.name for path in stored_files(files)] == [document.sha256]
    sent.seek(0)
    assert stored_files(files)[0].read_bytes() == sent.read()
    assert stored_files(files)[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.png", PNG),
        ("letter.docx", office_file("word/document.xml")),
        ("budget.xlsx", office_file("xl/workbook.xml")),
        ("LETTER.PDF", f.pdf().read()),
    ],
)
def test_upload_takes_the_other_kinds(lead: Browser, name: str, content: bytes) -> None:
    assert f"Added: {name}." in upload(lead, file(name, content)).text


def test_upload_twice_of_one_content_keeps_one_file(lead: Browser, files: Path) -> None:
    upload(lead, f.pdf("one.pdf"))
    upload(lead, f.pdf("two.pdf"))
    assert Document.objects.count() == 2
    assert len(stored_files(files)) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\secret\\plan.pdf", "plan.pdf"),
        ("<script>alert(1)</script>.pdf", ".pdf"),
        ('a"; filename="evil.exe.pdf', "evil.exe.pdf"),
        ("n" * 300 + ".pdf", "n" * 150 + ".pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("n" * 240 + ".pdf", "n" * 150 + ".pdf"),
        ("月球.pdf", "月球.pdf"),
        ("a%2f..%2fb.pdf", "a%2f..%2fb.pdf"),
    ],
)
def test_upload_keeps_a_name_that_is_safe_to_show(
    lead: Browser, files: Path, name: str, shown: str
) -> None:
    page = upload(lead, f.pdf(name))
    document = Document.objects.get()
    assert shown in document.name
    assert not {"/", "\\", "<", ">", '"', "\r", "\n", "\u202e"} & set(document.name)
    assert page.inline == []
    response = lead.client.get(f"/documents/{document.pk}/")
    assert response["Content-Disposition"].startswith("attachment; filename")
    named = response["Content-Disposition"]
    assert document.name in (named if document.name.isascii() else unquote(named))
    assert [path.name for path in stored_files(files)] == [document.sha256]


# --- Refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "This file is empty."),
        ("program.pdf", b"MZ\x90\0" + b"\0" * 500, "isn't a readable PDF file"),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "isn't a readable PDF file"),
        ("cut.pdf", f.pdf().read()[:200], "isn't a readable PDF file"),
        ("head.pdf", b"%PDF-1.7\n", "isn't a readable PDF file"),
        ("program.exe", b"MZ\x90\0", "Files of this kind aren't taken."),
        ("drawing.svg", b"<svg/>", "Files of this kind aren't taken."),
        ("page.pdf.html", b"<html/>", "Files of this kind aren't taken."),
        ("noending", f.pdf().read(), "Files of this kind aren't taken."),
        (".pdf", f.pdf().read(), "Files of this kind aren't taken."),
        ("scan.png", f.pdf().read(), "isn't a readable PNG file"),
        ("scan.jpg", PNG, "isn't a readable JPG file"),
        ("letter.docx", office_file("xl/workbook.xml"), "isn't a readable DOCX file"),
        ("letter.xlsx", b"PK\3\4" + b"\0" * 100, "isn't a readable XLSX file"),
    ],
)
def test_upload_refuses_with_a_sentence_at_the_field(
    lead: Browser, files: Path, name: str, content: bytes, sentence: str
) -> None:
    page = upload(lead, file(name, content))
    assert page.status == 422
    assert sentence in page.errors["file"]
    assert page.headings[0] == "Documents"
    assert not Document.objects.exists()
    assert stored_files(files) == []


def test_upload_without_a_file_keeps_what_was_chosen(lead: Browser) -> None:
    page = lead.send(lead.open(SECTION), {"code": "other"})
    assert page.status == 422
    assert page.errors["file"]
    assert page.form("code").values["code"] == ["other"]


def test_upload_refuses_a_file_that_is_too_large(lead: Browser, files: Path, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 2 * 1024 * 1024
    page = upload(lead, file("large.pdf", f.pdf().read() + b"\0" * 2 * 1024 * 1024))
    assert page.status == 422
    assert page.errors["file"] == "This file has 2.0 MB; 2 MB is the most."
    assert stored_files(files) == []


def test_upload_to_a_full_disk_is_a_sentence_at_the_field(
    lead: Browser, files: Path, settings: Any
) -> None:
    fill_disk(settings)
    page = upload(lead, f.pdf())
    assert page.status == 422
    assert page.errors["file"].startswith("The site couldn't store this file")
    assert not Document.objects.exists()
    assert stored_files(files) == []


def test_upload_needs_no_room_for_temporary_files(lead: Browser, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = "/nonexistent"
    large = file("large.pdf", f.pdf().read() + b"\0" * 4 * 1024 * 1024)
    assert "Added: large.pdf." in upload(lead, large).text


@pytest.mark.parametrize("code", ["", "nonsense", "scan", "\0", "x" * 200_000])
def test_upload_refuses_a_kind_that_was_not_offered(lead: Browser, files: Path, code: str) -> None:
    page = Page(lead.client.post(UPLOAD, {"code": code, "file": f.pdf()}))
    assert page.status == 422
    assert page.errors["code"]
    assert stored_files(files) == []


@pytest.mark.parametrize(
    "disposition",
    [
        "filename*=utf-7''%2B2AA-.pdf",
        "filename*=nonsense''a.pdf",
        "filename*=utf-8''%ff%fe.pdf",
        "filename*=x",
        'filename="\\ud800.pdf"',
    ],
)
def test_upload_answers_any_spelling_of_a_name(lead: Browser, disposition: str) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="code"\r\n\r\nother\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; '
        + disposition.encode()
        + b"\r\nContent-Type: application/pdf\r\n\r\n"
        + f.pdf().read()
        + b"\r\n--b--\r\n"
    )
    response = lead.client.generic(
        "POST", UPLOAD, body, content_type="multipart/form-data; boundary=b"
    )
    assert response.status_code in (302, 400, 422)
    for document in Document.objects.all():
        assert document.name.isprintable()
        assert lead.client.get(f"/documents/{document.pk}/").status_code == 200


def broken() -> Iterator[tuple[str, bytes]]:
    yield "a.pdf", f.pdf().read()
    yield "a.docx", office_file("word/document.xml")
    yield "a.png", PNG


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(list(broken())),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12),
    st.integers(0, 2000),
)
def test_upload_survives_a_broken_file(
    clock: Any, kind: tuple[str, bytes], changes: list[tuple[int, int]], cut: int
) -> None:
    """Whatever is wrong with a file, the check says no and nothing else happens."""
    name, content = kind[0], bytearray(kind[1])
    for place, value in changes:
        content[place % len(content)] = value
    ending = "." + name.split(".")[1]
    assert actions._is_what_it_says(bytes(content[: cut or None]), ending) in (True, False)


# --- Who may have it ----------------------------------------------------------------------------


def test_download_is_an_attachment_that_is_not_sniffed(lead: Browser) -> None:
    upload(lead, f.pdf())
    response = lead.client.get(f"/documents/{Document.objects.get().pk}/")
    assert response["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    sent = f.pdf()
    assert b"".join(response) == sent.read()


def test_download_is_the_teams(lead: Browser) -> None:
    upload(lead, f.pdf())
    path = f"/documents/{Document.objects.get().pk}/"
    for person in (f.observer_a(), f.proposer_a()):
        assert as_(person).get(path).status_code == 200
    for person in (f.lead_b(), f.reviewer(), f.conflicted(), f.officer(), f.auditor(), f.root()):
        response = as_(person).get(path)
        assert response.status_code == 404, person
        assert b"letter.pdf" not in response.content


def test_download_of_a_file_that_the_store_lost_says_so(lead: Browser, files: Path) -> None:
    document = f.document(f.draft())
    shutil.rmtree(files)
    page = lead.open(f"/documents/{document.pk}/")
    assert page.status == 503
    assert "can't be read now" in page.text
    assert document.sha256 in page.text


@pytest.mark.parametrize("left", [b"%PDF-half", b"\0" * len(f.pdf().read())])
def test_download_sends_no_file_that_differs_from_its_receipt(
    lead: Browser, files: Path, left: bytes
) -> None:
    document = f.document(f.draft())
    (files / document.path).write_bytes(left)
    page = lead.open(f"/documents/{document.pk}/")
    assert page.status == 503
    assert "can't be read now" in page.text


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_download_of_nothing_is_not_found(lead: Browser, number: str) -> None:
    assert lead.open(f"/documents/{number}/").status == 404


def test_remove_keeps_the_file_in_a_frozen_revision(lead: Browser) -> None:
    upload(lead, f.pdf())
    document = Document.objects.get()
    lead.press(lead.open("/proposals/CE8-0001/submit/"), "Submit this")
    page = lead.press(lead.open(SECTION), "Remove letter.pdf")
    assert "Removed: letter.pdf." in page.text
    assert f"/documents/{document.pk}/" not in page.links
    assert Revision.objects.get().documents.get() == document
    page = lead.open("/proposals/CE8-0001/revisions/1/")
    assert f"/documents/{document.pk}/" in page.links
    assert document.sha256 in lead.open("/proposals/CE8-0001/revisions/1/receipt/").text
    assert lead.client.get(f"/documents/{document.pk}/").status_code == 200
    assert as_(f.lead_b()).get(f"/documents/{document.pk}/").status_code == 404


def test_remove_is_refused_twice_and_to_others(lead: Browser) -> None:
    upload(lead, f.pdf())
    document = Document.objects.get()
    path = f"{UPLOAD}{document.pk}/remove/"
    response = as_(f.observer_a()).post(path, follow=True)
    assert "Observers read; they don&#x27;t write." in response.content.decode()
    assert as_(f.lead_b()).post(path).status_code == 404
    theirs = f.draft("Theirs", by=f.lead_b())
    mixed = f"{theirs.get_absolute_url()}documents/{document.pk}/remove/"
    assert as_(f.lead_b()).post(mixed).status_code == 404
    document.refresh_from_db()
    assert document.removed_at is None
    assert lead.client.post(path).status_code == 302
    assert lead.client.post(path).status_code == 404


def test_upload_is_refused_to_an_observer_and_in_review(lead: Browser, files: Path) -> None:
    page = Page(as_(f.observer_a()).post(UPLOAD, {"code": "other", "file": f.pdf()}))
    assert page.status == 422
    assert "Observers read; they don't write." in page.text
    assert not Document.objects.exists()
    assert stored_files(files) == []
