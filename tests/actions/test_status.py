"""move(): which role may make which transition, and which needs it has."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from proposals.actions import status
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import VERBS, Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import Status
from proposals.domain.workflow.table import TRANSITIONS
from proposals.models.account import User
from proposals.models.clarification import Clarification
from proposals.models.extension import Extension
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db

LEAD_TEAM = frozenset({"submit", "withdraw", "revive", "answer", "accept"})
OFFICER = frozenset(
    {
        "submit",
        "lapse",
        "reopen",
        "screen",
        "find_ineligible",
        "start_review",
        "ask",
        "resume",
        "reinstate",
        "merge",
        "unmerge",
        "start",
        "deliver",
        "integrate",
        "launch",
        "deploy",
        "commission",
        "operate",
        "complete",
        "send_back",
        "correct",
        "lose",
        "terminate",
    }
)
# Released by two officers together, and made by no one person.
RELEASED = frozenset({"shortlist", "put_in_reserve", "select", "decline"})
NOBODY: frozenset[str] = frozenset()


def leading_proposer() -> User:
    Proposal.objects.update(lead=f.proposer_a())
    return f.proposer_a()


def former_lead() -> User:
    """Agency A's administrator, deactivated."""
    person = f.lead_a()
    person.is_active = False
    person.save()
    return person


MAY: dict[Callable[[], User], frozenset[str]] = {
    f.lead_a: LEAD_TEAM,
    leading_proposer: LEAD_TEAM,
    f.proposer_a: NOBODY,
    f.observer_a: NOBODY,
    f.lead_b: NOBODY,
    former_lead: NOBODY,
    f.reviewer: NOBODY,
    f.conflicted: NOBODY,
    f.chair: NOBODY,
    f.auditor: NOBODY,
    f.officer: OFFICER,
    f.root: OFFICER,
}


@pytest.fixture
def proposal() -> Proposal:
    """One of agency A at system level, whose chain has every step."""
    return f.submitted(level="system")


def put(proposal: Proposal, at: str) -> None:
    """Put a proposal into a status, past the table."""
    Proposal.objects.filter(pk=proposal.pk).update(
        status=at, came_from_status="submitted", came_from_stage=proposal.stage_id
    )
    proposal.refresh_from_db()


def sources(name: str) -> list[str]:
    return [move.source.value for move in TRANSITIONS[VERBS[name]].moves]


# --- Who may ------------------------------------------------------------------------------


def test_every_transition_is_someones() -> None:
    assert set(TRANSITIONS) == LEAD_TEAM | OFFICER | RELEASED


@pytest.mark.parametrize("role", MAY)
def test_role_is_offered_its_own_transitions_from_every_status(
    proposal: Proposal, role: Callable[[], User]
) -> None:
    person = role()
    for where in Status:
        put(proposal, where)
        offered = {
            one.transition.name for one in status.open_transitions(proposal, by=person, at=f.AFTER)
        }
        # At system level a launch is followed by a deployment, and development by a delivery.
        possible = {name for name in MAY[role] if where in sources(name)} - _skipped(where)
        assert offered == possible, where


def _skipped(where: str) -> set[str]:
    return {"launched": {"commission"}, "development": {"launch"}}.get(where, set())


@pytest.mark.parametrize("role", MAY)
def test_role_makes_its_own_transitions_and_no_others(
    proposal: Proposal, role: Callable[[], User]
) -> None:
    person = role()
    made = {name for name in TRANSITIONS if _moves(proposal, name, by=person)}
    assert made == MAY[role]


def test_clock_lapses_and_does_nothing_else(proposal: Proposal) -> None:
    assert {name for name in TRANSITIONS if _moves(proposal, name, by=None)} == {"lapse"}


def _moves(proposal: Proposal, name: str, *, by: User | None) -> bool:
    """Try a transition with every need met, take it back, and tell whether it was made."""
    put(proposal, sources(name)[0])
    refusal = None
    with transaction.atomic():
        locked = status.lock(proposal)
        given: Any = {"reason": "Why", "met": frozenset(Need)}
        # What the mail of some transitions shows.
        given |= {
            "revision": f.revision(proposal),
            "extension": Extension(until=f.INVITED),
            "clarification": Clarification(text="Why?", due_at=f.INVITED),
        }
        try:
            status.move_locked(locked, VERBS[name], by=by, at=f.AFTER, **given)
        except RuleBroken as broken:
            refusal = broken.refusal
        transaction.set_rollback(True)
    assert refusal in (None, Refusal.NOT_YOURS)
    return refusal is None


# --- What a move writes -------------------------------------------------------------------


def test_move_records_before_and_after_and_tells_the_team(proposal: Proposal) -> None:
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    asked = Message.objects.count()
    status.move(proposal, Verb.FIND_INELIGIBLE, by=f.officer(), at=f.INVITED, reason="No agency")
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert (fresh.status, fresh.status_since) == ("ineligible", f.INVITED)
    last = f.last_entry(proposal)
    assert (last.verb, last.actor_id) == ("find_ineligible", f.officer().pk)
    mail = Message.objects.order_by("pk").last()
    assert mail is not None
    assert Message.objects.count() == asked + 1
    assert mail.subject == f"{proposal.reference}: Not eligible"
    assert "No agency" in mail.body


def test_refused_move_says_where_the_proposal_stands(proposal: Proposal) -> None:
    with (
        nothing_written(proposal),
        refused(
            Refusal.WRONG_STATUS,
            says="“Start the review” isn't possible while the proposal is: Submitted",
        ),
    ):
        status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)


def test_move_reads_the_row_and_not_what_the_page_showed(proposal: Proposal) -> None:
    shown = Proposal.objects.get(pk=proposal.pk)
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    assert shown.status == "submitted"
    with nothing_written(proposal), refused(Refusal.WRONG_STATUS):
        status.move(shown, Verb.SCREEN, by=f.officer2(), at=f.AFTER)


# --- Offers -------------------------------------------------------------------------------


def test_offer_says_what_is_still_in_the_way(proposal: Proposal) -> None:
    (screen,) = [
        one
        for one in status.open_transitions(proposal, by=f.officer(), at=f.NOW)
        if one.transition.name == "screen"
    ]
    assert screen.refusal is not None
    assert screen.refusal.refusal is Refusal.NOT_SETTLED
    ways = {
        one.transition.name: one.refusal
        for one in status.open_transitions(proposal, by=f.lead_a(), at=f.NOW)
    }
    # What the person brings along, a reason here, isn't in the way of a button.
    assert ways == {"submit": None, "withdraw": None}
