"""Start, withdraw, revive and lapse."""

from datetime import timedelta

import pytest

from proposals.actions import clarification, decision, extension, status
from proposals.actions import proposal as actions
from proposals.actions import review as review_actions
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db
SETTLED = f.CLOSES + timedelta(minutes=5, seconds=1)


def withdraw(proposal: Proposal, *, reason: str = "Second thoughts") -> Proposal:
    return status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.AFTER, reason=reason)


# --- Start --------------------------------------------------------------------------------


def test_draft_may_be_started_until_the_window_ends_and_by_writers_alone() -> None:
    call, agency = f.call(), f.agency()
    started = actions.start(call=call, agency=agency, title="T", by=f.proposer_a(), at=f.CLOSES)
    assert (started.status, started.lead, started.stage.number) == ("draft", f.proposer_a(), 1)
    with refused(Refusal.NO_NEW_PROPOSALS):
        actions.start(
            call=call, agency=agency, title="T", by=f.lead_a(), at=f.CLOSES + timedelta(seconds=1)
        )
    for person in (f.observer_a(), f.lead_b(), f.reviewer(), f.chair()):
        with refused(Refusal.NOT_FOR_AGENCY):
            actions.start(call=call, agency=agency, title="T", by=person, at=f.NOW)
    assert Proposal.objects.count() == 1


def test_call_that_is_not_published_takes_no_drafts() -> None:
    call = f.call(publish=False)
    with refused(Refusal.NO_NEW_PROPOSALS):
        actions.start(call=call, agency=f.agency(), title="T", by=f.lead_a(), at=f.NOW)


# --- Withdraw -----------------------------------------------------------------------------


def test_withdrawing_needs_a_reason() -> None:
    proposal = f.submitted()
    for reason in ("", "  \n "):
        with nothing_written(proposal), refused(Refusal.NO_REASON):
            withdraw(proposal, reason=reason)


def test_withdrawing_cancels_what_others_still_had_to_do() -> None:
    proposal = f.in_review()
    done = f.finished(proposal, by=f.reviewer2())
    invited = f.assigned(proposal)
    asked = clarification.ask(
        proposal, text="Which?", due_at=f.AFTER + timedelta(days=1), by=f.officer(), at=f.AFTER
    )
    clarification.answer(asked, text="This.", by=f.lead_a(), at=f.AFTER)
    decided = decision.draft(
        proposal, outcome="shortlist", letter="Dear team.", by=f.officer(), at=f.AFTER
    )
    decision.schedule(decided, by=f.officer2(), at=f.AFTER)
    withdraw(proposal)
    for row in (done, invited, asked, decided):
        row.refresh_from_db()
    assert (done.state, invited.state) == ("finished", "cancelled")
    assert (asked.state, decided.state) == ("answered", "cancelled")
    assert decision.release_due(at=f.AFTER + timedelta(days=1)) == 0
    proposal.refresh_from_db()
    assert proposal.status == "withdrawn"


def test_withdrawing_closes_the_open_question() -> None:
    proposal = f.in_review()
    asked = clarification.ask(
        proposal, text="Which?", due_at=f.AFTER + timedelta(days=1), by=f.officer(), at=f.AFTER
    )
    withdraw(proposal)
    asked.refresh_from_db()
    assert asked.state == "closed"
    with nothing_written(proposal), refused(Refusal.CLARIFICATION_CLOSED):
        clarification.answer(asked, text="This.", by=f.lead_a(), at=f.AFTER)


def test_review_in_flight_of_a_withdrawn_proposal_is_refused_and_what_was_saved_stays() -> None:
    proposal = f.in_review()
    assignment = f.assigned(proposal)
    review_actions.accept(assignment, by=f.reviewer(), at=f.AFTER)
    saved = review_actions.save(
        assignment.review, f.marks(assignment), by=f.reviewer(), at=f.AFTER, base=1
    )
    withdraw(proposal)
    with refused(Refusal.ASSIGNMENT_STATE, says="Cancelled"):
        review_actions.save(
            assignment.review, f.marks(assignment), by=f.reviewer(), at=f.AFTER, base=2, finish=True
        )
    saved.refresh_from_db()
    assert (saved.summary, saved.finished_at) == ("Worth flying.", None)
    assert Assignment.objects.get().state == "cancelled"


# --- Revive -------------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "back"), [(f.written, "draft"), (f.submitted, "submitted")])
def test_withdrawal_is_taken_back_while_the_window_is_open(make, back: str) -> None:
    proposal = make()
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="Second thoughts")
    with nothing_written(proposal), refused(Refusal.WINDOW):
        status.move(proposal, Verb.REVIVE, by=f.lead_a(), at=f.CLOSES + timedelta(seconds=1))
    status.move(proposal, Verb.REVIVE, by=f.lead_a(), at=f.CLOSES)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.came_from_status) == (back, "")


def test_invited_proposal_is_revived_to_its_own_stage() -> None:
    proposal = f.in_review()
    f.decided(proposal, "shortlist")
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.INVITED, reason="Second thoughts")
    status.move(proposal, Verb.REVIVE, by=f.lead_a(), at=f.INVITED)
    assert (proposal.status, proposal.stage.number) == ("shortlisted", 2)


def test_proposal_that_was_under_review_is_not_revived() -> None:
    proposal = f.in_review()
    withdraw(proposal)
    with nothing_written(proposal), refused(Refusal.NOT_REVIVABLE):
        status.move(proposal, Verb.REVIVE, by=f.lead_a(), at=f.NOW)


# --- Lapse --------------------------------------------------------------------------------


def test_drafts_lapse_when_nothing_can_be_under_way_any_more() -> None:
    late, sent = f.written(), f.submitted("Sent in time")
    assert actions.lapse_due(at=SETTLED - timedelta(seconds=1)) == 0
    assert actions.lapse_due(at=SETTLED) == 1
    for proposal, now in ((late, "lapsed"), (sent, "submitted")):
        proposal.refresh_from_db()
        assert proposal.status == now
    assert actions.lapse_due(at=SETTLED) == 0


def test_draft_with_grace_or_extension_does_not_lapse_yet() -> None:
    extended, other = f.written(), f.written("Another")
    until = f.CLOSES + timedelta(days=2)
    extension.grant(extended, until=until, reason="Storm", by=f.officer(), at=f.NOW)
    other.call.stages.filter(number=1).update(grace_seconds=3600)
    assert actions.lapse_due(at=SETTLED) == 0
    assert actions.lapse_due(at=SETTLED + timedelta(hours=1)) == 1
    extended.refresh_from_db()
    assert extended.status == "draft"


def test_invitation_that_nobody_answered_lapses_and_an_extension_reopens_it() -> None:
    proposal = f.invited()
    over = f.FULL_CLOSES + timedelta(minutes=6)
    assert actions.lapse_due(at=over) == 1
    extension.grant(
        proposal, until=over + timedelta(days=3), reason="Storm", by=f.officer(), at=over
    )
    proposal.refresh_from_db()
    assert (proposal.status, proposal.stage.number) == ("shortlisted", 2)


def test_drafts_of_a_cancelled_call_lapse_at_once() -> None:
    proposal = f.written()
    type(proposal.call).objects.update(state="cancelled")
    assert actions.lapse_due(at=f.NOW) == 1


def test_nobody_screens_before_the_window_has_settled() -> None:
    proposal = f.submitted()
    with nothing_written(proposal), refused(Refusal.NOT_SETTLED):
        status.move(proposal, Verb.SCREEN, by=f.officer(), at=SETTLED - timedelta(seconds=1))
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=SETTLED)
    proposal.refresh_from_db()
    assert proposal.status == "screening"
