"""The headers of every answer: what may be stored, sniffed, framed or asked of the browser."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from proposals.models.document import Document
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.page import Page

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def proposal() -> Proposal:
    return f.submitted()


@pytest.fixture
def style_sheet(settings: Any, tmp_path: Path) -> str:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "page.css").write_text("body { margin: 0 }")
    settings.STATIC_ROOT = tmp_path / "static"
    return "/static/page.css"


def test_every_answer_has_the_headers(proposal: Proposal, style_sheet: str) -> None:
    lead = as_(f.lead_a())
    broken = Client(raise_request_exception=False, headers={"Host": "evil.example"})
    answers = [
        Client().get("/"),
        Client().get(style_sheet),
        Client().get("/nothing/"),
        Client().get("/proposals/"),
        Client(enforce_csrf_checks=True).post("/accounts/login/"),
        broken.get("/"),
        lead.get(proposal.get_absolute_url()),
        lead.get("/static/nothing.css"),
        as_(f.officer()).get("/admin/"),
    ]
    assert [one.status_code for one in answers] == [200, 200, 404, 302, 403, 400, 200, 404, 200]
    for answer in answers:
        path = answer.request["PATH_INFO"]
        assert answer.get("X-Content-Type-Options") == "nosniff", path
        assert answer.get("Cross-Origin-Resource-Policy") == "same-origin", path
        refused = answer.get("Permissions-Policy", "")
        assert {"camera=()", "geolocation=()", "microphone=()"} <= set(refused.split(", ")), path


def test_private_pages_and_refusals_are_stored_nowhere(proposal: Proposal) -> None:
    lead, officer = as_(f.lead_a()), as_(f.officer())
    private = [
        lead.get("/"),
        lead.get("/proposals/"),
        lead.get(proposal.get_absolute_url()),
        lead.get("/proposals/CE8-0001/sections/overview/"),
        lead.post("/proposals/CE8-0001/sections/overview/", {"title": "x" * 300}),
        lead.get(f"/documents/{f.document(f.written('Other')).pk}/"),
        lead.get("/proposals/CE8-9999/"),
        officer.get("/admin/"),
        officer.get("/admin/proposals/proposal/"),
        Client().get("/proposals/"),
        Client().get("/accounts/login/"),
        Client().post("/accounts/login/", {"login": "a@test.example", "password": "wrong"}),
    ]
    for answer in private:
        path = answer.request["PATH_INFO"], answer.status_code
        assert "no-store" in answer.get("Cache-Control", ""), path


def test_public_page_and_style_sheet_may_be_kept(proposal: Proposal, style_sheet: str) -> None:
    for path in ("/", "/calls/", proposal.call.get_absolute_url(), style_sheet):
        assert "no-store" not in Client().get(path).get("Cache-Control", ""), path


def test_upload_is_refused_by_its_declared_length(proposal: Proposal, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 2 * MB
    lead = as_(f.lead_a())
    answer = lead.post(
        "/proposals/CE8-0001/documents/",
        b"",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(80 * MB),
    )
    page = Page(answer)
    assert page.status == 413
    assert "80 MB" in page.text
    assert "2 MB" in page.text
    assert not Document.objects.exists()


def test_upload_within_the_limit_passes(settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 2 * MB
    proposal = f.written()
    file = f.pdf()
    answer = as_(f.lead_a()).post(
        f"/proposals/{proposal.reference}/documents/",
        {"code": "endorsement", "file": file, "control": "not_controlled", "may_be_sent": "on"},
    )
    assert answer.status_code == 302
    assert Document.objects.count() == 1
