"""Panel and auditors read and change nothing; other people can't open the office."""

from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client

from proposals.actions import question as question_actions
from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.document import Document
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import buttons, change, nothing_changes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

# What each role finds in its menu.
OFFICE = {"proposal", "assignment", "decision", "registration", "call", "stage", "question"}
OFFICE |= {"mission", "platform", "agency", "offer"}
MENU = {
    "officer": OFFICE | {"reviewerprofile", "user", "message", "auditentry"},
    "root": OFFICE | {"reviewerprofile", "user", "message", "auditentry"},
    "auditor": OFFICE | {"reviewerprofile", "user", "message", "auditentry"},
    "chair": OFFICE,
    "reviewer": {"proposal", "assignment"},
}


@pytest.fixture
def rows(clock: time_machine.Traveller) -> list[Any]:
    """Every row of the office, but three of its history and outbox, whose rows are all alike."""
    proposal = f.in_review()
    f.document(f.draft("A draft"))
    f.finished(proposal)
    f.decided(proposal, "shortlist")
    question_actions.ask(f.call(), text="How cold?", by=f.lead_a(), at=f.NOW)
    people = [f.officer(), f.chair(), f.auditor(), f.root(), f.lead_a()]
    clock.move_to(f.AFTER)
    assert people
    return [
        row
        for model in admin.site._registry
        for row in model._default_manager.all()[: 3 if model in (AuditEntry, Message) else None]
        if model._meta.app_label == "proposals"
    ]


def names(client: Client) -> set[str]:
    apps = client.get("/admin/").context["app_list"]
    return {one["object_name"].lower() for app in apps for one in app["models"]}


@pytest.mark.parametrize("role", MENU)
def test_menu_holds_what_the_role_may_see(rows: list[Any], role: str) -> None:
    client = as_(getattr(f, role)())
    assert names(client) == MENU[role]
    page = Page(client.get("/admin/")).html
    for other in ("django_q", "account/emailaddress", "auth/group", "sessions"):
        assert f"/admin/{other}" not in page


@pytest.mark.parametrize("role", MENU)
def test_list_answers_exactly_those_who_may_see_it(rows: list[Any], role: str) -> None:
    client = as_(getattr(f, role)())
    for model in MENU["officer"]:
        expected = 200 if model in MENU[role] else 403
        assert client.get(rows_of(model)).status_code == expected, model


def test_models_of_libraries_have_no_pages(rows: list[Any]) -> None:
    for user in (f.officer(), f.root()):
        client = as_(user)
        for path in ("django_q/schedule", "django_q/failure", "account/emailaddress", "auth/group"):
            assert client.get(f"/admin/{path}/").status_code == 404, path
        assert client.get("/admin/django_q/").status_code == 404


@pytest.mark.parametrize("role", ["chair", "auditor"])
def test_reader_opens_every_row_and_finds_nothing_to_press(rows: list[Any], role: str) -> None:
    client = as_(getattr(f, role)())
    for row in rows:
        answer = client.get(change(row))
        if row._meta.model_name not in MENU[role]:
            assert answer.status_code == 403
            continue
        assert answer.status_code == 200, row
        assert buttons(answer) == set(), row
        assert not {"_save", "_continue", "_addanother", "save"} & set(
            Page(answer).form().buttons
        ), row


@pytest.mark.parametrize("role", ["chair", "auditor", "reviewer"])
def test_reader_changes_nothing_by_a_crafted_post(rows: list[Any], role: str) -> None:
    officers_page = as_(f.officer())
    client = as_(getattr(f, role)())
    with nothing_changes():
        for row in rows:
            data: dict[str, Any] = {**Page(officers_page.get(change(row))).form().values}
            # With the officer's own mark, the form would be kept for the officer to send.
            data.pop("sent_by", None)
            data |= {"name": "Other", "title": "Other", "state": "verified", "_save": "1"}
            base = change(row).removesuffix("change/")
            for path in (change(row), f"{base}delete/", f"{base}history/", f"{base}password/"):
                client.post(path, {**data, "post": "yes"})
            client.post(f"{rows_of(str(row._meta.model_name))}add/", data)


def test_panel_reads_scores_and_confidential_words(rows: list[Any]) -> None:
    proposal = Proposal.objects.get(status="shortlisted")
    page = Page(as_(f.chair()).get(change(proposal))).text
    assert "No reservations." in page
    assert "4.00" in page
    f.finished(f.in_review("Under review"))
    assert "1/1 4.00" in Page(as_(f.chair()).get(rows_of("proposal"))).text


@pytest.mark.parametrize("role", ["chair", "auditor"])
def test_reader_gets_the_papers_that_were_submitted(rows: list[Any], role: str) -> None:
    """A file of the working copy that no revision holds stays with the team."""
    client = as_(getattr(f, role)())
    assert client.get(f"/documents/{Document.objects.get().pk}/").status_code == 404


# --- Not of the office -------------------------------------------------------------------------


def paths(rows: list[Any]) -> list[str]:
    found = ["/admin/", "/admin/proposals/", "/admin/jsi18n/", "/admin/autocomplete/"]
    found += [rows_of(model) for model in MENU["officer"]]
    for row in rows:
        base = change(row).removesuffix("change/")
        found += [f"{base}{page}/" for page in ("change", "history", "delete", "do/ask", "review")]
    return found


@pytest.mark.parametrize("name", ["lead_a", "observer_a", "lead_b"])
def test_partner_is_shown_nothing_of_the_office(rows: list[Any], name: str) -> None:
    client = as_(getattr(f, name)())
    for path in paths(rows):
        answer: Any = client.get(path)
        assert answer.status_code in (302, 404), path
        if answer.status_code == 302:
            assert answer["Location"].startswith("/admin/login/?next="), path
    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_visitor_is_sent_to_log_in(rows: list[Any], client: Client) -> None:
    for path in paths(rows):
        answer = client.get(path, follow=True)
        assert answer.redirect_chain, path
        last, _ = answer.redirect_chain[-1]
        assert last.startswith("/accounts/login/?next="), path


def test_staff_without_a_group_sees_nothing(rows: list[Any]) -> None:
    client = as_(f.user("nobody@test.example", is_staff=True))
    assert names(client) == set()
    for model in MENU["officer"]:
        assert client.get(rows_of(model)).status_code == 403


def test_member_of_a_group_who_is_not_staff_stays_out(rows: list[Any]) -> None:
    officer = f.officer()
    User.objects.filter(pk=officer.pk).update(is_staff=False)
    answer: Any = as_(f.officer()).get(rows_of("proposal"))
    assert answer.status_code == 302
