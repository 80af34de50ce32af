"""Documents: what is taken, what is refused with a sentence, and who may have a file."""

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models.document import Document
from proposals.models.revision import Revision
from tests import factories as f
from tests.files import DOCX, PNG, XLSX, pdf_with
from tests.history import broken
from tests.page import Browser, Page, as_, browser
from tests.storage import fill_disk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

UPLOAD = "/proposals/CE8-0001/documents/"
MARKED = {"code": "endorsement", "control": "not_controlled", "may_be_sent": "on"}


@pytest.fixture
def lead() -> Browser:
    f.written()
    return browser(f.lead_a())


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def upload(lead: Browser, sent: SimpleUploadedFile) -> Page:
    return lead.press(lead.open(UPLOAD), "Upload", file=sent, **MARKED)


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
        ("letter.docx", DOCX),
        ("budget.xlsx", XLSX),
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


# --- Marked -------------------------------------------------------------------------------------


def test_marking_is_shown_to_the_team_and_the_office_frozen_and_on_the_receipt(
    lead: Browser,
) -> None:
    controlled = {"control": "controlled", "classification": "9A515.a", "licence": "D-1234"}
    page = lead.press(lead.open(UPLOAD), "Upload", file=f.pdf(), **(MARKED | controlled))
    says = "Controlled, 9A515.a, D-1234"
    assert says in page.text
    lead.press(lead.open("/proposals/CE8-0001/submit/"), "Submit this")
    for path in ("revisions/1/", "revisions/1/receipt/"):
        assert says in lead.open(f"/proposals/CE8-0001/{path}").text, path
    office = browser(f.officer())
    pk = Document.objects.get().proposal_id
    assert says in office.open(f"/admin/proposals/proposal/{pk}/change/").text
    [text] = json.loads(Revision.objects.get().content)["documents"]
    assert text["marking"] == {
        "control": "controlled",
        "classification": "9A515.a",
        "licence": "D-1234",
        "may_be_sent": True,
    }


@pytest.mark.parametrize(
    ("marking", "field", "says"),
    [
        ({"control": ""}, "control", "Say whether this file is under export control."),
        ({"control": "nonsense"}, "control", "isn't offered here"),
        ({"may_be_sent": ""}, "may_be_sent", "Confirm that this file may be sent to the host."),
        (
            {"control": "controlled", "licence": "D-1"},
            "classification",
            "Write the classification of the controlled file",
        ),
        (
            {"control": "controlled", "classification": "ML11"},
            "licence",
            "Write the number of the licence",
        ),
    ],
)
def test_upload_without_a_whole_marking_is_refused_and_keeps_what_was_typed(
    lead: Browser, files: Path, marking: dict[str, str], field: str, says: str
) -> None:
    page = Page(lead.client.post(UPLOAD, MARKED | marking | {"file": f.pdf()}))
    assert page.status == 422
    assert says in page.errors[field]
    for name, value in marking.items():
        if value not in ("", "nonsense"):
            assert page.form("file").values[name] == [value]
    assert not Document.objects.exists()
    assert stored_files(files) == []


def test_upload_by_a_script_is_answered_in_json(lead: Browser) -> None:
    """The page from which a script sends a file stays, with the answers that aren't saved yet."""
    asks = {"Accept": "application/json"}
    refused = lead.client.post(UPLOAD, {"file": f.pdf()}, headers=asks)
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"code", "control", "may_be_sent"}
    answer = lead.client.post(UPLOAD, MARKED | {"file": f.pdf()}, headers=asks)
    assert answer.json()["said"] == "Added: letter.pdf."
    assert Document.objects.get().sha256 in answer.json()["list"]
    removed = lead.client.post(f"{UPLOAD}{Document.objects.get().pk}/remove/", headers=asks)
    assert removed.json()["said"] == "Removed: letter.pdf."
    assert "No file yet." in removed.json()["list"]


def test_unsaved_answers_go_with_the_button_that_leads_to_the_files(lead: Browser) -> None:
    section = lead.open("/proposals/CE8-0001/sections/documents/")
    typed = section.form("endorsement").filled({"endorsement": "given"})
    page = lead._follow(lead.client.post(lead.path, typed | {"files": ""}), lead.path)
    assert page.headings[0] == "Files of the proposal"
    assert lead.open("/proposals/CE8-0001/sections/documents/").form("endorsement").values[
        "endorsement"
    ] == ["given"]


# --- Versions -----------------------------------------------------------------------------------


def test_new_version_keeps_the_former_one_for_the_team_and_in_its_revision(lead: Browser) -> None:
    upload(lead, f.pdf())
    first = Document.objects.get()
    lead.press(lead.open("/proposals/CE8-0001/submit/"), "Submit this")
    page = lead.open(f"{UPLOAD}?replaces={first.pk}")
    assert "New version of letter.pdf" in page.text
    page = lead.press(page, "Upload", file=file("signed.pdf", pdf_with(pages=2)), **MARKED)
    second = Document.objects.get(removed_at=None)
    assert (second.replaces, second.version, second.name) == (first, 2, "signed.pdf")
    for said in ("Version 2", "1 former version", "Version 1", first.sha256, "2 pages"):
        assert said in page.text, said
    assert lead.client.get(f"/documents/{first.pk}/").status_code == 200
    assert as_(f.lead_b()).get(f"/documents/{first.pk}/").status_code == 404
    assert list(Revision.objects.get().documents.all()) == [first]
    lead.press(lead.open("/proposals/CE8-0001/submit/"), "Submit this")
    assert list(Revision.objects.get(number=2).documents.all()) == [second]
    assert list(Revision.objects.get(number=1).documents.all()) == [first]
    assert broken() == []


def test_file_of_the_same_name_is_a_new_version(lead: Browser) -> None:
    upload(lead, f.pdf())
    upload(lead, file("letter.pdf", pdf_with(pages=2)))
    assert [one.version for one in Document.objects.filter(removed_at=None)] == [2]
    upload(lead, file("letter.pdf", pdf_with(pages=2)))  # a second click
    assert Document.objects.count() == 2
    changed = MARKED | {"control": "controlled", "classification": "ML11", "licence": "D-1"}
    lead.press(lead.open(UPLOAD), "Upload", file=file("letter.pdf", pdf_with(pages=2)), **changed)
    assert Document.objects.get(removed_at=None).version == 3
    assert broken() == []


def test_version_that_a_colleague_replaced_meanwhile_is_refused(lead: Browser) -> None:
    upload(lead, f.pdf())
    page = lead.open(f"{UPLOAD}?replaces={Document.objects.get().pk}")
    as_(f.proposer_a()).post(UPLOAD, MARKED | {"file": file("letter.pdf", pdf_with(pages=2))})
    page = lead.press(page, "Upload", file=file("mine.pdf", pdf_with(pages=3)), **MARKED)
    assert page.status == 422
    assert "removed or replaced meanwhile" in page.errors["file"]
    assert Document.objects.get(removed_at=None).name == "letter.pdf"


# --- Refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "This file is empty."),
        ("program.pdf", b"MZ\x90\0" + b"\0" * 500, "isn't a readable PDF file"),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "as well as a PDF"),
        ("cut.pdf", f.pdf().read()[:200], "The end of this file is missing."),
        ("head.pdf", b"%PDF-1.7\n", "The end of this file is missing."),
        ("program.exe", b"MZ\x90\0", "Files of this kind aren't taken."),
        ("drawing.svg", b"<svg/>", "Files of this kind aren't taken."),
        ("page.pdf.html", b"<html/>", "Files of this kind aren't taken."),
        ("noending", f.pdf().read(), "Files of this kind aren't taken."),
        (".pdf", f.pdf().read(), "Files of this kind aren't taken."),
        ("scan.png", f.pdf().read(), "isn't a readable PNG file"),
        ("scan.jpg", PNG, "isn't a readable JPEG file"),
        ("letter.docx", XLSX, "isn't a readable DOCX file"),
        ("letter.xlsx", b"PK\3\4" + b"\0" * 100, "isn't a readable XLSX file"),
    ],
)
def test_upload_refuses_with_a_sentence_at_the_field(
    lead: Browser, files: Path, name: str, content: bytes, sentence: str
) -> None:
    page = upload(lead, file(name, content))
    assert page.status == 422
    assert sentence in page.errors["file"]
    assert page.headings[0] == "Files of the proposal"
    assert not Document.objects.exists()
    assert stored_files(files) == []


def test_upload_without_a_file_keeps_what_was_chosen(lead: Browser) -> None:
    page = lead.send(lead.open(UPLOAD), {**MARKED, "code": "other"})
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
    page = Page(lead.client.post(UPLOAD, {**MARKED, "code": code, "file": f.pdf()}))
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
        b'--b\r\nContent-Disposition: form-data; name="control"\r\n\r\nnot_controlled\r\n'
        b'--b\r\nContent-Disposition: form-data; name="may_be_sent"\r\n\r\non\r\n'
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
    page = lead.press(lead.open(UPLOAD), "Remove letter.pdf")
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
    page = Page(as_(f.observer_a()).post(UPLOAD, {**MARKED, "file": f.pdf()}))
    assert page.status == 422
    assert "Observers read; they don't write." in page.text
    assert not Document.objects.exists()
    assert stored_files(files) == []
