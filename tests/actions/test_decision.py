"""Decisions: two officers, an undo time, and a release that checks again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from proposals.access.decision import released
from proposals.actions import clarification, decision, extension, review, section, status
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.call import Stage
from proposals.models.decision import Decision
from proposals.models.message import Message
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.pages.history import history
from proposals.pages.timeline import timeline
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
UNDO = timedelta(minutes=10)


def drafted(proposal: Proposal, outcome: str = "shortlist", **fields: Any) -> Decision:
    return decision.draft(
        proposal, outcome=outcome, by=f.officer(), at=f.AFTER, **{"letter": "Dear team."} | fields
    )


def scheduled(proposal: Proposal, outcome: str = "shortlist", **fields: Any) -> Decision:
    return decision.schedule(drafted(proposal, outcome, **fields), by=f.officer2(), at=f.AFTER)


# --- Draft --------------------------------------------------------------------------------


def test_draft_is_the_offices_and_the_team_sees_nothing_of_it() -> None:
    proposal = f.in_review()
    before = Message.objects.count()
    one = scheduled(proposal)
    assert (one.revision, one.from_status) == (f.revision(proposal), "in_review")
    assert Message.objects.count() == before
    assert list(released(proposal)) == []
    proposal.refresh_from_db()
    assert proposal.status == "in_review"


def test_only_officers_draft_schedule_and_cancel() -> None:
    proposal = f.in_review()
    one = drafted(proposal)
    for person in (f.chair(), f.auditor(), f.reviewer(), f.lead_a()):
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            decision.draft(proposal, outcome="decline", letter="No.", by=person, at=f.AFTER)
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            decision.schedule(one, by=person, at=f.AFTER)
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            decision.cancel(one, by=person, at=f.AFTER)


def test_outcomes_are_those_of_the_table_and_the_stage() -> None:
    first = f.in_review()
    assert decision.possible(first) == ["shortlist", "decline"]
    last = f.in_last_review("Another")
    assert decision.possible(last) == ["put_in_reserve", "select", "decline"]
    for proposal, outcome in ((first, "select"), (first, "put_in_reserve"), (last, "shortlist")):
        with nothing_written(proposal), refused(Refusal.OUTCOME_IMPOSSIBLE, field="outcome"):
            drafted(proposal, outcome)
    assert decision.possible(f.submitted("Third")) == []


def test_letter_is_asked_for() -> None:
    proposal = f.in_review()
    with nothing_written(proposal), refused(Refusal.NO_LETTER, field="letter"):
        drafted(proposal, letter=" \n ")


def test_proposal_has_one_pending_decision() -> None:
    proposal = f.in_review()
    one = drafted(proposal)
    with nothing_written(proposal), refused(Refusal.DECISION_PENDING):
        drafted(proposal, "decline")
    decision.cancel(one, by=f.officer(), at=f.AFTER)
    two = drafted(proposal, "decline")
    # The database says so as well.
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=one.pk).update(state="scheduled")
    assert two.state == "drafted"


# --- Schedule -----------------------------------------------------------------------------


def test_officer_who_drafted_it_does_not_schedule_it() -> None:
    proposal = f.in_review()
    one = drafted(proposal)
    with nothing_written(proposal), refused(Refusal.OWN_DECISION):
        decision.schedule(one, by=f.officer(), at=f.AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=one.pk).update(scheduled_by=f.officer())


def test_release_comes_after_the_undo_time_at_the_earliest() -> None:
    proposal = f.in_review()
    assert scheduled(proposal).release_at == f.AFTER + UNDO
    for asked, given in ((timedelta(0), UNDO), (timedelta(days=3), timedelta(days=3))):
        other = drafted(f.in_review(str(asked)))
        one = decision.schedule(other, by=f.officer2(), at=f.AFTER, release_at=f.AFTER + asked)
        assert one.release_at == f.AFTER + given


def test_decision_is_scheduled_once() -> None:
    one = scheduled(f.in_review())
    with refused(Refusal.DECISION_NOT_DRAFTED):
        decision.schedule(one, by=f.root(), at=f.AFTER)


# --- Release ------------------------------------------------------------------------------


def test_release_moves_the_status_and_sends_letter_and_conditions() -> None:
    proposal = f.in_last_review()
    one = decision.draft(
        proposal,
        outcome="select",
        letter="We are glad to carry <your> instrument.",
        reason="For the office only.",
        conditions=[("Reduce the mass to 11 kg", date(2027, 6, 30)), ("Sign the agreement", None)],
        by=f.officer(),
        at=f.FULL_AFTER,
    )
    decision.schedule(one, by=f.officer2(), at=f.FULL_AFTER)
    assert decision.release_due(at=f.FULL_AFTER + UNDO) == 1
    proposal.refresh_from_db()
    one.refresh_from_db()
    assert (proposal.status, one.state, one.released_at) == (
        "selected",
        "released",
        f.FULL_AFTER + UNDO,
    )
    assert released(proposal).first() == one
    mail = Message.objects.get(subject=f"Decision on {proposal.reference}", body__contains="carry")
    assert mail.to == "lead-a@test.example"
    assert "We are glad to carry <your> instrument." in mail.body
    assert "- Reduce the mass to 11 kg (2027-06-30)\n- Sign the agreement\n" in mail.body
    assert "Status: Selected" in mail.body
    assert "For the office only" not in mail.body


def test_nothing_is_released_before_the_undo_time_is_over() -> None:
    proposal = f.in_review()
    one = scheduled(proposal)
    early = f.AFTER + UNDO - SECOND
    assert decision.release_due(at=early) == 0
    with nothing_written(proposal), refused(Refusal.NOT_RELEASED):
        decision.release(one, at=early)


def test_draft_that_nobody_scheduled_is_not_released() -> None:
    proposal = f.in_review()
    one = drafted(proposal)
    assert decision.release_due(at=f.INVITED) == 0
    with nothing_written(proposal), refused(Refusal.NOT_RELEASED):
        decision.release(one, at=f.INVITED)


@transaction.atomic
def carry(proposal: Proposal, one: Decision) -> None:
    """Try to shortlist a proposal by this decision."""
    locked = status.lock(proposal)
    status.move_locked(locked, Verb.SHORTLIST, by=f.officer2(), at=f.INVITED, decision=one)


def test_decision_does_not_carry_another_outcome() -> None:
    proposal = f.in_review()
    one = scheduled(proposal, "decline")
    with nothing_written(proposal), refused(Refusal.NOT_RELEASED):
        carry(proposal, one)


def test_decision_does_not_carry_another_proposal() -> None:
    one, other = scheduled(f.in_review()), f.in_review("Another")
    with nothing_written(other), refused(Refusal.NOT_RELEASED):
        carry(other, one)


def test_release_happens_once() -> None:
    proposal = f.in_review()
    one = scheduled(proposal)
    assert decision.release_due(at=f.INVITED) == 1
    with nothing_written(proposal), refused(Refusal.WRONG_STATUS):
        decision.release(one, at=f.INVITED)
    assert decision.release_due(at=f.INVITED) == 0


def test_status_that_changed_meanwhile_gives_the_decision_back_and_stops_no_other() -> None:
    proposal, other = f.in_review(), f.in_review("Another")
    one = scheduled(proposal)
    scheduled(other)
    Proposal.objects.filter(pk=proposal.pk).update(status="screening")
    assert decision.release_due(at=f.INVITED) == 1
    one.refresh_from_db()
    assert (one.state, one.scheduled_by, one.release_at) == ("drafted", None, None)
    assert (
        one.problem
        == "“Shortlist” isn't possible while the proposal is: Submitted: eligibility check."
    )
    other.refresh_from_db()
    assert other.status == "shortlisted"
    assert f.last_entry(proposal).verb == "refuse_release"


def test_error_in_one_decision_gives_it_back_and_stops_no_other() -> None:
    """It isn't tried every minute for ever: an officer reads why it can't be released."""
    proposal, other = f.in_review(), f.in_review("Another")
    one = scheduled(proposal)
    scheduled(other)
    Decision.objects.filter(pk=one.pk).update(outcome="unheard-of")
    assert decision.release_due(at=f.INVITED) == 1
    one.refresh_from_db()
    assert (one.state, one.problem) == ("drafted", "KeyError: 'unheard-of'")
    other.refresh_from_db()
    assert other.status == "shortlisted"


def test_end_of_a_proposal_takes_its_scheduled_decision_with_it() -> None:
    proposal = f.in_review()
    one = scheduled(proposal)
    status.move(proposal, Verb.FIND_INELIGIBLE, by=f.officer(), at=f.AFTER, reason="No agency")
    assert decision.release_due(at=f.INVITED) == 0
    one.refresh_from_db()
    assert one.state == "cancelled"
    assert '"decisions_ended":1' in f.last_entry(proposal).text


def test_revision_that_changed_meanwhile_gives_the_decision_back() -> None:
    proposal = f.in_review()
    one = scheduled(proposal)
    # Reinstated, extended and submitted again: the same status, and another text.
    Proposal.objects.filter(pk=proposal.pk).update(status="screening")
    extension.grant(proposal, until=f.INVITED, reason="Storm", by=f.officer(), at=f.AFTER)
    f.write(proposal, ["overview"], by=f.lead_a(), at=f.AFTER, title="Rewritten")
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.AFTER)
    Proposal.objects.filter(pk=proposal.pk).update(status="in_review")
    assert decision.release_due(at=f.INVITED) == 0
    one.refresh_from_db()
    assert (one.state, one.problem[:22]) == ("drafted", "This needs a decision ")


def test_cancelled_decision_is_not_released_and_a_released_one_is_not_cancelled() -> None:
    proposal, other = f.in_review(), f.in_review("Another")
    one, two = scheduled(proposal), scheduled(other)
    decision.cancel(one, by=f.officer(), at=f.AFTER)
    assert decision.release_due(at=f.INVITED) == 1
    proposal.refresh_from_db()
    assert proposal.status == "in_review"
    for done in (one, two):
        with nothing_written(proposal), refused(Refusal.DECISION_NOT_PENDING):
            decision.cancel(done, by=f.officer(), at=f.INVITED)


# --- What a decision holds back -----------------------------------------------------------


def test_nobody_asks_while_a_decision_is_scheduled() -> None:
    proposal = f.in_review()
    one = scheduled(proposal)
    with nothing_written(proposal), refused(Refusal.DECISION_SCHEDULED):
        f.asked(proposal)
    decision.cancel(one, by=f.officer(), at=f.AFTER)
    assert f.asked(proposal).state == "open"


def test_question_that_is_open_waits_for_no_decline() -> None:
    proposal = f.in_review()
    question = f.asked(proposal)
    scheduled(proposal, "decline")
    assert decision.release_due(at=f.INVITED) == 1
    question.refresh_from_db()
    proposal.refresh_from_db()
    assert (proposal.status, question.state) == ("declined", "closed")
    with nothing_written(proposal), refused(Refusal.CLARIFICATION_CLOSED):
        clarification.answer(question, text="Late.", by=f.lead_a(), at=f.INVITED)


def test_reserve_is_selected_only_while_it_fits_beside_the_others() -> None:
    f.selected("First")
    reserve = f.in_last_review("Second")
    f.decided(reserve, "put_in_reserve", at=f.FULL_AFTER)
    # Each asks for 12.6 kg; with a margin of 20 % both need 30.24 kg.
    Limit.objects.filter(scope="platform").update(maximum="30.239")
    one = decision.draft(
        reserve, outcome="select", letter="Dear team.", by=f.officer(), at=f.FULL_AFTER
    )
    decision.schedule(one, by=f.officer2(), at=f.FULL_AFTER)
    assert decision.release_due(at=f.FULL_AFTER + UNDO) == 0
    one.refresh_from_db()
    assert one.problem == (
        "The proposal doesn't fit what is left of the platform's envelope: 12.6 kg beside the"
        " 12.6 kg that are selected, × (1 + 0.2) of planning reserve, are 30.24 kg of 30.239 kg."
    )
    Limit.objects.filter(scope="platform").update(maximum="30.24")
    decision.schedule(one, by=f.officer2(), at=f.FULL_AFTER)
    assert decision.release_due(at=f.FULL_AFTER + UNDO) == 1


def tried(proposal: Proposal) -> str:
    """Try to select a proposal; return the problem that stops it, or its new status."""
    drafted = proposal.decisions.filter(state="drafted").first()
    if drafted:
        decision.schedule(drafted, by=f.officer2(), at=f.FULL_AFTER)
    else:
        f.scheduled(proposal, "select", at=f.FULL_AFTER)
    decision.release_due(at=f.FULL_AFTER + UNDO)
    proposal.refresh_from_db()
    return proposal.decisions.get(outcome="select").problem or proposal.status


def test_selection_from_review_asks_the_envelope_too() -> None:
    f.selected("First")
    second = f.in_last_review("Second")
    limit = Limit.objects.filter(scope="platform")
    limit.update(maximum="30.239")
    assert "12.6 kg beside the 12.6 kg that are selected" in tried(second)
    assert second.status == "in_review"
    limit.update(maximum="30.24")
    assert tried(second) == "selected"


def test_first_selection_leaves_the_planning_reserve() -> None:
    proposal = f.in_last_review()
    limit = Limit.objects.filter(scope="platform")
    limit.update(maximum="15.119")  # 12.6 kg x 1.2 = 15.12 kg
    assert "12.6 kg beside the 0 kg that are selected" in tried(proposal)
    limit.update(maximum="15.12")
    assert tried(proposal) == "selected"


def test_proposal_with_an_unknown_mass_is_not_selected() -> None:
    Stage.objects.filter(call=f.call()).update(mass_check="warn")
    proposal = f.invited()
    answers = f.answers(proposal)["equipment"]
    items = [*answers["items"], f.item(name="Mast", cbe_kg="TBD", basis="tbd")]
    section.save(proposal, "equipment", answers | {"items": items}, by=f.lead_a(), at=f.INVITED)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    f.start_review(proposal, at=f.FULL_AFTER)
    assert tried(proposal) == (
        "Nobody can tell whether this fits the platform's envelope: part of the mass is unknown"
        f" of {proposal.reference}."
    )
    Limit.objects.filter(scope="platform").update(maximum=None)
    assert tried(proposal) == "selected"


def test_limit_that_leaves_interfaces_out_counts_what_is_selected_without_them() -> None:
    proposal = f.in_last_review()  # 12 kg, and a cable of 0.6 kg
    Limit.objects.filter(scope="platform").update(maximum="14.4", counts_interfaces=False)
    assert tried(proposal) == "selected"


# --- What a decision rests on -------------------------------------------------------------


def wanting(proposal: Proposal, number: int) -> Proposal:
    """The proposal, whose stage wants this many finished reviews."""
    Stage.objects.filter(pk=proposal.stage_id).update(reviews_wanted=number)
    return proposal


def test_decision_with_too_few_reviews_needs_a_reason_that_the_history_keeps() -> None:
    proposal = wanting(f.in_review(), 2)
    f.finished(proposal)
    f.assigned(proposal, to=f.reviewer2())
    with nothing_written(proposal), refused(Refusal.TOO_FEW_REVIEWS, says="finished: 1, wanted: 2"):
        drafted(proposal, reason=" ")
    one = drafted(proposal, reason="The second reviewer is ill.")
    assert '"reviews":"1/2"' in f.last_entry(proposal).text
    assert "The second reviewer is ill." in history(proposal)[0].detail
    with nothing_written(proposal), refused(Refusal.TOO_FEW_REVIEWS, field="reason"):
        decision.schedule(one, by=f.officer2(), at=f.AFTER)
    decision.schedule(one, reason="Agreed with the chair.", by=f.officer2(), at=f.AFTER)
    assert "Agreed with the chair." in history(proposal)[0].detail
    assert '"reviews":"1/2"' in f.last_entry(proposal).text
    assert not any("ill" in event.detail for event in timeline(proposal))


def test_decision_with_enough_reviews_needs_no_reason() -> None:
    proposal = wanting(f.in_review(), 2)
    f.finished(proposal)
    f.finished(proposal, by=f.reviewer2())
    assert scheduled(proposal).state == "scheduled"


def test_reviews_of_the_letter_are_not_those_that_the_full_proposal_needs() -> None:
    proposal = f.in_review()
    f.finished(proposal)
    f.decided(proposal, "shortlist")
    f.write(proposal, f.FULL, by=f.lead_a(), at=f.INVITED)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    f.start_review(proposal, at=f.FULL_AFTER)
    wanting(proposal, 1)
    with nothing_written(proposal), refused(Refusal.TOO_FEW_REVIEWS, says="finished: 0, wanted: 1"):
        drafted(proposal, "select")


def answered(proposal: Proposal) -> None:
    clarification.answer(f.asked(proposal), text="This one.", by=f.lead_a(), at=f.AFTER)


def newly_reviewed(proposal: Proposal) -> None:
    f.finished(proposal)


def newly_in_conflict(proposal: Proposal) -> None:
    review.find_conflict(proposal, reviewer=f.reviewer(), reason="Kin", by=f.officer(), at=f.AFTER)


def declared_in_conflict(proposal: Proposal) -> None:
    review.declare_conflict(f.assigned(proposal), reason="Kin", by=f.reviewer(), at=f.AFTER)


NEWS = [answered, newly_reviewed, newly_in_conflict, declared_in_conflict]


@pytest.mark.parametrize("happens", NEWS)
def test_decision_that_was_drafted_before_the_news_is_confirmed_first(
    happens: Callable[[Proposal], None],
) -> None:
    proposal = f.in_review()
    one = drafted(proposal)
    happens(proposal)
    with nothing_written(proposal), refused(Refusal.NEWS_SINCE_DRAFT, field="stands"):
        decision.schedule(one, by=f.officer2(), at=f.AFTER)
    decision.schedule(one, stands=True, by=f.officer2(), at=f.AFTER)
    assert '"confirmed":true' in f.last_entry(proposal).text
    assert decision.release_due(at=f.INVITED) == 1


def test_news_from_before_the_draft_need_no_confirmation() -> None:
    proposal = f.in_review()
    for happens in NEWS[:2]:
        happens(proposal)
    one = drafted(proposal)
    f.assigned(proposal, to=f.reviewer2())
    assert decision.schedule(one, by=f.officer2(), at=f.AFTER).state == "scheduled"


def test_news_after_it_was_scheduled_give_the_decision_back() -> None:
    proposal = f.in_review()
    one = scheduled(proposal)
    newly_reviewed(proposal)
    assert decision.release_due(at=f.INVITED) == 0
    one.refresh_from_db()
    assert (one.state, "Review finished" in one.problem) == ("drafted", True)
    with nothing_written(proposal), refused(Refusal.NEWS_SINCE_DRAFT):
        decision.schedule(one, by=f.officer2(), at=f.INVITED)
    decision.schedule(one, stands=True, by=f.officer2(), at=f.INVITED)
    assert decision.release_due(at=f.INVITED + UNDO) == 1
