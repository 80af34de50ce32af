"""Every page answers, for each role that may see it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models.account import User
from proposals.models.proposal import Proposal
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_() -> Callable[[User], Client]:
    def as_(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return as_


def test_public_pages_answer_without_a_log_in(client: Client) -> None:
    call = f.call()
    for path in ("/", "/calls/", call.get_absolute_url(), "/accounts/login/", "/accounts/signup/"):
        assert client.get(path).status_code == 200, path


def test_partner_pages_answer(as_: Any) -> None:
    proposal = f.selected()
    client = as_(f.lead_a())
    for code in proposal.stage.sections:
        path = reverse("section-edit", args=[proposal.reference, code])
        assert client.get(path).status_code == 200, path
    for path in (
        "/proposals/",
        "/agency/",
        "/agency/register/",
        "/preferences/",
        reverse("proposal-start", args=[proposal.call.slug]),
        proposal.get_absolute_url(),
        reverse("proposal-submit", args=[proposal.reference]),
        reverse("revision-preview", args=[proposal.reference]),
        reverse("proposal-act", args=[proposal.reference, "withdraw"]),
        reverse("proposal-act", args=[proposal.reference, "accept"]),
        reverse("revision-detail", args=[proposal.reference, 2]),
        reverse("revision-receipt", args=[proposal.reference, 1]),
    ):
        assert client.get(path).status_code == 200, path


def test_office_pages_answer(as_: Any) -> None:
    f.finished(f.in_review())
    proposal = Proposal.objects.get()
    client = as_(f.officer())
    for path in (
        "/admin/",
        "/admin/proposals/proposal/",
        f"/admin/proposals/proposal/{proposal.pk}/change/",
        f"/admin/proposals/proposal/{proposal.pk}/history/",
        f"/admin/proposals/proposal/{proposal.pk}/do/ask/",
        f"/admin/proposals/proposal/{proposal.pk}/do/assign/",
        f"/admin/proposals/proposal/{proposal.pk}/do/decide/",
        "/admin/proposals/call/",
        f"/admin/proposals/call/{proposal.call_id}/change/",
        f"/admin/proposals/call/{proposal.call_id}/do/amend/",
        f"/admin/proposals/call/{proposal.call_id}/do/enter/",
        "/admin/proposals/call/add/",
        "/admin/proposals/stage/",
        f"/admin/proposals/stage/{proposal.stage_id}/change/",
        "/admin/proposals/stage/add/",
        "/admin/proposals/mission/add/",
        "/admin/proposals/platform/add/",
        "/admin/proposals/agency/",
        "/admin/proposals/agency/add/",
        f"/admin/proposals/agency/{proposal.lead_agency_id}/change/",
        "/admin/proposals/user/",
        f"/admin/proposals/user/{f.lead_a().pk}/change/",
        "/admin/proposals/assignment/",
        "/admin/proposals/decision/",
        "/admin/proposals/message/",
        "/admin/proposals/auditentry/",
        "/admin/proposals/question/",
        "/admin/proposals/registration/",
    ):
        assert client.get(path).status_code == 200, path


def test_reviewer_pages_answer(as_: Any) -> None:
    assignment = f.assigned(f.in_review())
    client = as_(f.reviewer())
    base = f"/admin/proposals/assignment/{assignment.pk}"
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/proposals/assignment/").status_code == 200
    assert client.get("/admin/proposals/proposal/").status_code == 200
    assert client.get(f"{base}/change/").status_code == 200
    assert client.get(f"{base}/do/conflict/").status_code == 200
    assert client.post(f"{base}/do/accept/").status_code == 302
    assert client.get(f"{base}/review/").status_code == 200
    assert (
        client.get(f"/admin/proposals/proposal/{assignment.proposal_id}/change/").status_code == 200
    )
