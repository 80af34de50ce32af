"""What holds for every page of the site: log-in, POST, CSRF, CSP, error pages."""

import gzip
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from proposals.models.call import Call
from proposals.models.proposal import Proposal
from proposals.urls import urlpatterns
from tests import factories as f
from tests.page import Page, arguments, as_, browser

pytestmark = [pytest.mark.django_db]

# Whoever adds a page to this list opens it to the world.
PUBLIC = {"home", "call-list", "call-detail"}
# The secret of a link opens these; without it they show nothing.
BY_LINK = {"invitation-accept", "invitation-consent", "investigator-answer"}
PUBLIC_ACCOUNT = {
    "account_login", "account_logout", "account_signup", "account_inactive",
    "account_email_verification_sent", "account_confirm_email", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_login_code",
    "account_reauthenticate",
}  # fmt: skip
CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def samples(proposal: Proposal) -> dict[str, Any]:
    return {
        "secret": "unknown",
        "reference": proposal.reference, "slug": proposal.call.slug, "code": "overview",
        "name": "withdraw", "number": 1, "pk": 1, "key": "x", "uidb36": "1",
        "table": "organisations", "ending": "csv",
    }  # fmt: skip


def address(name: str, proposal: Proposal) -> str:
    return reverse(name, kwargs={part: samples(proposal)[part] for part in arguments(name)})


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from named(one.url_patterns)
        elif one.name:
            yield one.name


def addresses(patterns: Any, parts: dict[str, Any], start: str = "/") -> Iterator[str]:
    """Yield an address of every pattern of the site, the office's and the account's included."""
    for one in patterns:
        route = re.sub(r"\(\?P<(\w+)>.*?\)(?=[/$])", r"<\1>", str(one.pattern)).strip("^$")
        path = start + re.sub(r"<(?:\w+:)?(\w+)>", lambda at: str(parts.get(at[1], 1)), route)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, parts, path)
        else:
            yield path


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(f.NOW, tick=False):
        yield


@pytest.fixture
def proposal() -> Proposal:
    return f.submitted()


def office_pages(proposal: Proposal) -> list[str]:
    return [
        "/admin/",
        "/admin/proposals/proposal/",
        f"/admin/proposals/proposal/{proposal.pk}/change/",
        f"/admin/proposals/proposal/{proposal.pk}/history/",
        f"/admin/proposals/call/{proposal.call_id}/change/",
        f"/admin/proposals/call/{proposal.call_id}/do/amend/",
        "/admin/proposals/call/add/",
        "/admin/proposals/platform/add/",
        "/admin/proposals/agency/",
        "/admin/proposals/user/",
        "/admin/proposals/message/",
        "/admin/proposals/auditentry/",
        "/admin/password_change/",
        "/admin/nothing/here/",
    ]


def portal_pages(proposal: Proposal) -> list[str]:
    base = proposal.get_absolute_url()
    return [
        "/", "/calls/", proposal.call.get_absolute_url(), "/preferences/", "/agency/",
        "/agency/register/", "/proposals/", base, f"{base}submit/", f"{base}act/withdraw/",
        f"{base}revisions/1/", f"{base}revisions/1/receipt/", "/accounts/email/",
        "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/", "/nothing/here/",
        f"{proposal.call.get_absolute_url()}start/",
        *(f"{base}sections/{code}/" for code in f.LETTER),
    ]  # fmt: skip


# --- Log-in -------------------------------------------------------------------------------------


def test_every_page_but_the_public_ones_asks_for_a_log_in(proposal: Proposal) -> None:
    names = {str(one.name) for one in urlpatterns}
    assert names >= PUBLIC
    client = Client()
    for name in sorted(names):
        path = address(name, proposal)
        response = client.get(path)
        if name in PUBLIC | BY_LINK:
            assert response.status_code == (200 if name in PUBLIC else 404), name
        else:
            assert response["Location"] == f"{reverse('account_login')}?next={path}", name


def test_every_page_of_the_account_is_known_as_public_or_not(proposal: Proposal) -> None:
    resolver = next(one for one in get_resolver().url_patterns if str(one.pattern) == "accounts/")
    assert isinstance(resolver, URLResolver)
    names = set(named(resolver.url_patterns))
    for name in sorted(names - PUBLIC_ACCOUNT):
        response = Client().get(address(name, proposal))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("account_login")), name


def test_the_office_asks_for_a_log_in_and_shows_partners_nothing(proposal: Proposal) -> None:
    lead = as_(f.lead_a())
    for path in office_pages(proposal):
        assert Client().get(path).status_code in (302, 404), path
        response = lead.get(path)
        assert response.status_code in (302, 403, 404), path
        assert b"A spectrometer" not in response.content


# --- POST and CSRF ------------------------------------------------------------------------------


def test_no_address_answers_a_get_with_an_empty_page(proposal: Proposal) -> None:
    """An address that takes a POST alone leads to the page with its form, after a log-in too."""
    found = sorted(set(addresses(get_resolver().url_patterns, samples(proposal))))
    assert "/accounts/logout/" in found
    assert "/admin/logout/" in found
    assert f"/calls/{proposal.call.slug}/questions/" in found
    for client in (Client(), as_(f.lead_a()), as_(f.officer()), as_(f.root())):
        for path in found:
            assert client.get(path).status_code != 405, path


def test_address_that_takes_a_post_alone_leads_to_its_form(proposal: Proposal) -> None:
    files = "/proposals/CE8-0001/documents/"
    lead = as_(f.lead_a())
    for path, page in {
        "/calls/ce8/questions/": "/calls/ce8/",
        "/proposals/CE8-0001/documents/1/remove/": files,
    }.items():
        answer = lead.get(path)
        assert (answer.status_code, answer.get("Location")) == (302, page), path
        assert lead.get(page).status_code == 200
    assert as_(f.officer()).get("/admin/logout/")["Location"] == "/accounts/logout/"
    stranger = as_(f.lead_b())
    assert stranger.get("/proposals/CE8-0001/documents/").status_code == 404
    assert stranger.get("/proposals/CE8-0001/documents/1/remove/").status_code == 404


def test_a_get_changes_nothing(proposal: Proposal) -> None:
    client = as_(f.lead_a())
    client.get("/")  # the day's first visit renews the session, which is no change of anything
    for one in urlpatterns:
        with CaptureQueriesContext(connection) as asked:
            client.get(address(str(one.name), proposal), {"title": "x", "reason": "x", "saw": ""})
        for query in asked.captured_queries:
            word = query["sql"].split(" ", 1)[0].upper()
            assert word not in ("INSERT", "UPDATE", "DELETE"), (one.name, query["sql"])


def test_a_post_without_a_token_is_refused(proposal: Proposal) -> None:
    client = as_(f.lead_a(), enforce_csrf_checks=True)
    for one in urlpatterns:
        response = client.post(address(str(one.name), proposal), {"title": "x", "reason": "x"})
        assert response.status_code == 403, one.name
        assert b"This form couldn't be trusted" in response.content
    visitor = Client(enforce_csrf_checks=True)
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        assert visitor.post(path, {"email": "x@test.example"}).status_code == 403
    office = as_(f.officer(), enforce_csrf_checks=True)
    path = f"/admin/proposals/proposal/{proposal.pk}/do/screen/"
    assert office.post(path, {}).status_code == 403


def test_every_form_that_posts_has_a_token_and_says_who_opened_it(proposal: Proposal) -> None:
    for person, paths in (
        (f.lead_a(), portal_pages(proposal)),
        (f.officer(), office_pages(proposal)),
    ):
        visitor = browser(person)
        for path in paths:
            for form in visitor.open(path).forms:
                if form.method == "post":
                    assert {"csrfmiddlewaretoken", "sent_by"} <= form.names, path
                    assert not form.action.startswith("http"), path


# --- What the browser may load ------------------------------------------------------------------


def policy(response: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


def assert_strict(page: Page, path: str) -> None:
    """Check the policy, and that the page asks for nothing that it forbids."""
    assert policy(page.response) == CSP, path
    assert page.inline == [], path
    for tag, has in page.tags:
        assert "style" not in has, (path, tag, has)
        assert not [name for name in has if name.startswith("on")], (path, tag, has)
        assert not has.get("href", "").lower().startswith(("javascript:", "data:")), (path, has)
        if tag in ("script", "link", "img", "iframe", "source", "use"):
            target = has.get("src") or has.get("href") or ""
            assert not target.startswith(("http:", "https:", "//")), (path, target)
        assert tag not in ("iframe", "object", "embed", "base", "style"), (path, tag)
    assert page.response["X-Frame-Options"] == "DENY"
    assert page.response["X-Content-Type-Options"] == "nosniff"
    assert page.response["Referrer-Policy"] == "same-origin"


def test_pages_of_the_portal_load_nothing_from_elsewhere(proposal: Proposal) -> None:
    visitor, lead = browser(), browser(f.lead_a())
    for path in ("/", "/calls/", "/accounts/login/", "/accounts/signup/", "/nothing/here/"):
        assert_strict(visitor.open(path), path)
    for path in portal_pages(proposal):
        assert_strict(lead.open(path), path)


def test_pages_of_the_office_load_nothing_from_elsewhere(proposal: Proposal) -> None:
    for person in (f.officer(), f.root()):
        office = browser(person)
        for path in office_pages(proposal):
            assert_strict(office.open(path), path)


def test_refusals_and_files_carry_the_policy_too(proposal: Proposal) -> None:
    client = as_(f.lead_a())
    responses = [
        client.get("/agency"),  # redirects to the address with a slash
        client.get("/calls/ce8/questions/"),
        client.post("/proposals/CE8-0001/documents/", {}),
        client.post("/proposals/CE8-0001/sections/overview/", {"title": "x" * 6_000_000}),
        Client(enforce_csrf_checks=True).post("/accounts/login/", {}),
        Client(headers={"Host": "evil.example"}).get("/"),
    ]
    assert [one.status_code for one in responses] == [301, 302, 422, 400, 403, 400]
    for response in responses:
        assert policy(response) == CSP, response


# --- Error pages --------------------------------------------------------------------------------


def test_an_unknown_address_has_a_page_that_says_what_to_do() -> None:
    page = browser().open("/nothing/here/")
    assert page.status == 404
    assert "There is nothing at this address" in page.text
    assert "/calls/" in page.links
    page = browser(f.lead_a()).open("/proposals/CE8-9999/")
    assert page.status == 404
    assert "ask them whether your account is on the team" in page.text


def test_a_forbidden_page_says_so(proposal: Proposal) -> None:
    page = browser(f.reviewer()).open(f"/admin/proposals/call/{proposal.call_id}/do/amend/")
    assert page.status in (403, 404)
    assert page.headings
    assert_strict(page, "403")


@pytest.mark.parametrize("person", ["nobody", "lead"])
def test_a_failure_has_a_page_that_asks_for_nothing(proposal: Proposal, person: str) -> None:
    client = Client(raise_request_exception=False)
    if person == "lead":
        client.force_login(f.lead_a())
    with patch.object(Call.objects, "public", side_effect=RuntimeError("secret detail")):
        page = Page(client.get("/calls/"))
    assert page.status == 500
    assert page.headings[0] == "Something failed on our side"
    assert "secret detail" not in page.html
    assert_strict(page, "500")


def test_a_failure_while_submitting_keeps_everything(proposal: Proposal) -> None:
    client = as_(f.lead_a(), raise_request_exception=False)
    before = list(Proposal.objects.values())
    with patch("proposals.actions.message.tell_team", side_effect=RuntimeError):
        response = client.post("/proposals/CE8-0001/act/withdraw/", {"reason": "x"})
    assert response.status_code == 500
    assert list(Proposal.objects.values()) == before


# --- The reader's own settings ------------------------------------------------------------------


def test_a_log_in_lasts_no_longer_than_a_week_and_times_are_ones_own(proposal: Proposal) -> None:
    lead = f.lead_a()
    lead.time_zone = "Asia/Kathmandu"
    lead.save()
    page = browser(lead).open("/proposals/CE8-0001/revisions/1/receipt/")
    assert "2 Nov 2026, 12:00:00 UTC 20:00:00 Beijing 17:45:00 your time" in page.text
    assert site.SESSION_COOKIE_AGE == 7 * 24 * 3600
    # The zone of one request is not left to the next.
    page = browser().open(proposal.call.get_absolute_url())
    assert "your time" not in page.text


def test_page_reaches_the_browser_compressed_and_a_file_as_it_is() -> None:
    proposal = f.written()
    document = f.document(proposal)
    client = as_(f.lead_a())
    asks = {"accept-encoding": "gzip"}
    page = client.get(proposal.get_absolute_url(), headers=asks)
    assert page["Content-Encoding"] == "gzip"
    assert proposal.reference in gzip.decompress(page.content).decode()
    file: Any = client.get(f"/documents/{document.pk}/", headers=asks)
    assert "Content-Encoding" not in file
    assert b"".join(file.streaming_content).startswith(b"%PDF")
