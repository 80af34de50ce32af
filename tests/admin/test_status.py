"""Status is read only: buttons move it, and only those that the table offers to this person."""

from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client

from proposals.actions import status
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import TRANSITIONS
from proposals.models.account import User
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.admin.office import REFUSED, buttons, change, do, notes, nothing_changes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

OTHERS = [
    *("assign", "find_conflict", "waive_conflict", "decide", "extend", "confirm", "announce"),
    *("publish", "cancel", "accept", "link_agency", "unlink_agency"),
]
ACTS = sorted({*TRANSITIONS, *OTHERS, "delete", "status"})
# Everything that any of the forms asks for.
ANSWERS = {
    "reason": "Because.",
    "text": "Words?",
    "due_at": "2027-12-01T12:00",
    "until": "2027-12-01T12:00",
    "outcome": "select",
    "letter": "Dear team.",
    "conditions": "",
}


def at_stage(name: str) -> Proposal:
    """Return a proposal in one of its stages of life."""
    if name == "withdrawn":
        proposal = f.submitted()
        return status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="Doubts")
    made: dict[str, Any] = {
        "draft": f.draft,
        "submitted": f.submitted,
        "in_review": f.in_review,
        "selected": f.selected,
    }
    return made[name]()  # type: ignore[no-any-return]


def later(clock: time_machine.Traveller) -> None:
    clock.move_to(f.AFTER.replace(year=2027, month=6))


@pytest.mark.parametrize("name", ["officer", "root"])
def test_status_is_no_field_of_any_form(name: str) -> None:
    proposal = f.in_review()
    f.decided(proposal, "shortlist")
    client = as_(getattr(f, name)())
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label != "proposals":
            continue
        base = rows_of(str(model._meta.model_name))
        pages = [f"{base}add/", *(change(row) for row in model._default_manager.all()[:3])]
        for page in pages:
            answer = client.get(page)
            if answer.status_code == 200:
                found = {
                    one
                    for one in Page(answer).form().names
                    if "status" in one or "came_from" in one
                }
                assert not found, page
        assert not model_admin.list_editable, model


@pytest.mark.parametrize("name", ["officer", "root", "reviewer", "chair", "auditor"])
def test_crafted_post_to_the_page_changes_nothing(name: str) -> None:
    proposal = f.in_review()
    f.assigned(proposal)
    client = as_(getattr(f, name)())
    data = {"status": "selected", "came_from_status": "selected", "_save": "1", "title": "Other"}
    with nothing_changes():
        client.post(change(proposal), data)
        client.post(f"{rows_of('proposal')}add/", data)
        client.post(rows_of("proposal"), {"form-0-status": "selected", "_save": "1"})
        client.post(f"{rows_of('proposal')}{proposal.pk}/delete/", {"post": "yes"})


@pytest.mark.parametrize("stage", ["draft", "submitted", "in_review", "selected", "withdrawn"])
def test_getting_a_page_changes_nothing(clock: time_machine.Traveller, stage: str) -> None:
    proposal = at_stage(stage)
    later(clock)
    client = as_(f.officer())
    with nothing_changes():
        for act in ACTS:
            assert client.get(do(proposal, act)).status_code in (200, 302)
            assert client.head(do(proposal, act)).status_code in (200, 302)
            client.get(do(proposal, act), ANSWERS)


# What an officer finds on the page, once all windows are over. Buttons that wait are left out.
OFFERED = {
    "draft": {"lapse", "extend"},
    "submitted": {"screen", "extend", "find_conflict", "link_agency"},
    "in_review": {*("find_ineligible", "ask", "assign", "find_conflict", "decide", "link_agency")},
    "selected": {"terminate", "announce", "find_conflict", "link_agency"},
    "withdrawn": {"find_conflict", "link_agency"},
}


@pytest.mark.parametrize("stage", OFFERED)
def test_buttons_are_those_of_the_table(clock: time_machine.Traveller, stage: str) -> None:
    proposal = at_stage(stage)
    later(clock)
    assert buttons(as_(f.officer()).get(change(proposal))) == OFFERED[stage]
    for user in (f.chair(), f.auditor()):
        assert buttons(as_(user).get(change(proposal))) == set()


@pytest.mark.parametrize("stage", OFFERED)
def test_act_that_is_not_offered_is_refused_with_a_message(
    clock: time_machine.Traveller, stage: str
) -> None:
    proposal = at_stage(stage)
    later(clock)
    client = as_(f.officer())
    with nothing_changes():
        for act in sorted(set(ACTS) - OFFERED[stage]):
            sent = client.post(do(proposal, act), ANSWERS)
            assert notes(client, sent) == [REFUSED], act


def outsiders() -> dict[str, User]:
    return {
        "reviewer": f.reviewer(),
        "chair": f.chair(),
        "auditor": f.auditor(),
        "lead_a": f.lead_a(),
        "observer_a": f.observer_a(),
        "lead_b": f.lead_b(),
        "nobody": f.user("nobody@test.example", is_staff=True),
    }


@pytest.mark.parametrize("stage", ["submitted", "in_review", "selected"])
def test_acts_of_others_change_nothing(clock: time_machine.Traveller, stage: str) -> None:
    proposal = at_stage(stage)
    reviewer, other = f.reviewer(), f.reviewer2()
    if stage == "in_review":
        f.assigned(proposal, to=reviewer)
    later(clock)
    data = {**ANSWERS, "reviewers": [reviewer.pk, other.pk], "reviewer": other.pk}
    for name, user in outsiders().items():
        client = as_(user)
        with nothing_changes():
            for act in ACTS:
                answer = client.post(do(proposal, act), data)
                assert answer.status_code in (302, 403, 404), (name, act)


@pytest.mark.parametrize("name", ["reviewer", "chair", "auditor", "lead_a"])
def test_acts_of_others_on_calls_and_agencies_change_nothing(name: str) -> None:
    draft, published, agency = f.call("DRF", publish=False), f.call(), f.agency()
    client = as_(getattr(f, name)())
    offered = {draft: ["publish"], published: ["amend", "enter"], agency: ["verify", "reject"]}
    with nothing_changes():
        for row, acts in offered.items():
            for act in acts:
                answer: Any = client.post(do(row, act), ANSWERS)
                assert answer.status_code in (302, 403, 404)


def test_post_without_its_token_is_refused(clock: time_machine.Traveller) -> None:
    proposal = f.submitted()
    clock.move_to(f.AFTER)
    client = Client(enforce_csrf_checks=True)
    client.force_login(f.officer())
    with nothing_changes():
        assert client.post(do(proposal, "screen")).status_code == 403


def test_superuser_has_no_way_past_the_table(clock: time_machine.Traveller) -> None:
    proposal = f.in_review()
    clock.move_to(f.AFTER)
    client = as_(f.root())
    with nothing_changes():
        for act in ("select", "shortlist", "decline", "put_in_reserve", "submit", "reinstate"):
            sent = client.post(do(proposal, act), ANSWERS)
            assert notes(client, sent) == [REFUSED], act
