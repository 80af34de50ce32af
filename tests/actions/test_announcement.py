"""A selection is announced by an officer, for one proposal or for all; until then it isn't public."""

from datetime import timedelta

import pytest

from proposals.actions import call as actions
from proposals.actions import status
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db

LATER = f.FULL_AFTER + timedelta(days=1)


def test_announcement_keeps_its_own_date_and_is_in_the_history() -> None:
    proposal = f.selected()
    since = proposal.status_since
    announced = actions.announce(proposal, by=f.officer(), at=LATER)
    assert (announced.announced_at, announced.status_since) == (LATER, since)
    entry = f.last_entry(proposal)
    assert (entry.verb, entry.at, entry.actor_id) == (Verb.ANNOUNCE, LATER, f.officer().pk)


def test_several_are_announced_together_or_none_is() -> None:
    first, second, third = f.selected("First"), f.selected("Second"), f.selected("Third")
    assert actions.announce_all([first, second], by=f.officer(), at=LATER) == [first, second]
    with nothing_written(third), refused(Refusal.NOT_ANNOUNCEABLE):
        actions.announce_all([third, first], by=f.officer(), at=LATER)
    dates = Proposal.objects.announced().values_list("title", "announced_at")
    assert dict(dates) == {"First": LATER, "Second": LATER}


def test_only_a_selection_that_waits_is_announced_and_by_an_officer_alone() -> None:
    proposal, other = f.selected(), f.in_review("Another")
    with nothing_written(other), refused(Refusal.NOT_ANNOUNCEABLE):
        actions.announce(other, by=f.officer(), at=LATER)
    for person in (f.lead_a(), f.chair(), f.reviewer(), f.auditor()):
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            actions.announce(proposal, by=person, at=LATER)
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            actions.announce_all([proposal], by=person, at=LATER)
    actions.announce(proposal, by=f.officer(), at=LATER)
    with nothing_written(proposal), refused(Refusal.NOT_ANNOUNCEABLE):
        actions.announce(proposal, by=f.officer(), at=LATER)


def test_selection_that_is_made_again_is_announced_again() -> None:
    proposal = f.selected()
    actions.announce(proposal, by=f.officer(), at=LATER)
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=LATER, reason="No money.")
    status.move(
        proposal, Verb.REINSTATE, by=f.officer(), second=f.officer2(), at=LATER, reason="Money."
    )
    proposal.refresh_from_db()
    assert proposal.status == "selected"
    assert not Proposal.objects.announced().exists()
