"""A form of our own page is trusted after a log-in in another tab; one from elsewhere never is."""

from typing import Any

import pytest
from django.test import Client

from tests import factories as f
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

OURS = "http://testserver"
TITLE = {"name": "A new name", "language": "en", "time_zone": "UTC"}


@pytest.fixture
def client() -> Client:
    """A person whose open form has an old token, because of a log-in in another tab."""
    client = as_(f.lead_a(), enforce_csrf_checks=True)
    client.get("/preferences/")
    client.cookies["csrftoken"] = "n" * 32
    return client


def sent(client: Client, path: str = "/preferences/", **headers: str) -> int:
    data = TITLE | {"csrfmiddlewaretoken": "o" * 32}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(client.post(path, data, headers=named).status_code)


@pytest.mark.parametrize("site", [{}, {"Sec_Fetch_Site": "same-origin"}])
def test_form_of_our_page_is_trusted_with_an_old_token(
    client: Client, site: dict[str, str]
) -> None:
    assert sent(client, Origin=OURS, **site) == 302


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none", ""])
def test_form_of_another_page_needs_the_token(client: Client, site: str) -> None:
    assert sent(client, Origin=OURS, Sec_Fetch_Site=site) == 403


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://testserver",
        "http://testserver:8000",
        "http://testserver.evil.example",
        "http://evil.example",
        "http://sub.testserver",
        "http://TESTSERVER.",
    ],
)
def test_another_origin_is_never_trusted(client: Client, origin: str) -> None:
    assert sent(client, Origin=origin, Sec_Fetch_Site="same-origin") == 403


def test_request_that_doesn_t_say_where_it_comes_from_needs_the_token(client: Client) -> None:
    assert sent(client) == 403
    assert sent(client, Sec_Fetch_Site="same-origin") == 403
    token = Page(client.get("/preferences/")).form("name").values["csrfmiddlewaretoken"][0]
    data = TITLE | {"csrfmiddlewaretoken": token}
    assert client.post("/preferences/", data).status_code == 302


def test_origin_that_the_operator_trusts_still_needs_the_token(
    client: Client, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://other.example"]
    assert sent(client, Origin="https://other.example", Sec_Fetch_Site="cross-site") == 403


def test_host_that_isn_t_ours_is_refused_before(client: Client) -> None:
    assert sent(client, Host="evil.example", Origin="http://evil.example") == 400


def test_office_and_log_in_trust_in_the_same_way(client: Client) -> None:
    officer = as_(f.officer(), enforce_csrf_checks=True)
    path = "/admin/proposals/platform/add/"
    assert sent(officer, path, Origin=OURS, Sec_Fetch_Site="same-origin") == 200
    assert sent(officer, path, Origin=OURS, Sec_Fetch_Site="cross-site") == 403
    visitor = Client(enforce_csrf_checks=True)
    assert sent(visitor, "/accounts/login/", Origin=OURS) == 200
    assert sent(visitor, "/accounts/login/") == 403
