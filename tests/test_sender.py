"""Requests that meet an ended session."""

import pytest
from django.test import Client

from tests import factories as f

pytestmark = pytest.mark.django_db

BY_SCRIPT = [{"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}]


@pytest.mark.parametrize("headers", BY_SCRIPT)
@pytest.mark.parametrize("path", ["/preferences/", "/admin/proposals/call/"])
def test_script_is_told_that_the_session_has_ended(headers: dict[str, str], path: str) -> None:
    """A script follows a redirect by itself, and would take the log-in page for a success."""
    for answer in (Client().get(path, headers=headers), Client().post(path, {}, headers=headers)):
        assert answer.status_code == 401
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode().startswith("You are logged out, so this isn't saved.")
        assert "<" not in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


def test_script_reads_public_pages_and_a_person_s_own() -> None:
    headers = BY_SCRIPT[0]
    assert Client().get("/calls/", headers=headers).status_code == 200
    client = Client()
    client.force_login(f.lead_a())
    assert client.get("/preferences/", headers=headers).status_code == 200


def test_page_without_a_session_leads_to_the_log_in() -> None:
    answer = Client().get("/preferences/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/preferences/"
