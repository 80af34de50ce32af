"""The needs of transitions, and the statuses to which transitions back lead."""

from datetime import timedelta
from typing import Any

import pytest

from proposals.actions import call, section, status
from proposals.actions import proposal as proposal_actions
from proposals.domain.refusal import Refusal
from proposals.domain.verb import VERBS, Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.table import TRANSITIONS
from proposals.models.message import Message
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.pages.timeline import timeline
from tests import factories as f
from tests.actions.test_status import put, sources
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    return f.submitted(level="system")


# --- Needs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (name, source)
        for name in sorted(TRANSITIONS)
        if Need.REASON in TRANSITIONS[name].needs
        for source in sources(name)[:1]
    ],
)
def test_reason_is_asked_for_and_blanks_are_none(
    proposal: Proposal, name: str, source: str
) -> None:
    put(proposal, source)
    person = f.lead_a() if name == "withdraw" else f.officer()
    for reason in ("", " \n\t"):
        with nothing_written(proposal), refused(Refusal.NO_REASON):
            status.move(
                proposal, VERBS[name], by=person, at=f.AFTER, reason=reason, second=f.officer2()
            )


@pytest.mark.parametrize("name", ["correct", "reinstate"])
def test_two_officers_are_two_and_are_officers(proposal: Proposal, name: str) -> None:
    put(proposal, "development" if name == "correct" else "ineligible")
    move: Any = lambda second: status.move(  # noqa: E731
        proposal, VERBS[name], by=f.officer(), at=f.AFTER, reason="A wrong click", second=second
    )
    for second in (None, f.officer(), f.lead_a(), f.chair(), f.auditor()):
        with nothing_written(proposal), refused(Refusal.NO_SECOND_OFFICER):
            move(second)
    move(f.officer2())
    proposal.refresh_from_db()
    assert proposal.status == ("agreement" if name == "correct" else "screening")
    assert f'"second":{f.officer2().pk}' in f.last_entry(proposal).text


@pytest.mark.parametrize("name", ["correct", "reinstate"])
def test_reason_of_a_correction_goes_to_no_partner(proposal: Proposal, name: str) -> None:
    put(proposal, "development" if name == "correct" else "ineligible")
    Message.objects.all().delete()
    status.move(
        proposal,
        VERBS[name],
        by=f.officer(),
        at=f.AFTER,
        reason="The chair's wrong click",
        second=f.officer2(),
    )
    (mail,) = Message.objects.filter(to=f.lead_a().email)
    assert "wrong click" not in mail.subject + mail.body
    assert not any("wrong click" in event.detail for event in timeline(proposal))


def test_review_starts_when_every_registered_agency_is_verified(proposal: Proposal) -> None:
    other = f.agency("Co-proposer Ltd", verified=False)
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    with nothing_written(proposal), refused(Refusal.NOT_VERIFIED):
        status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)
    type(other).objects.update(state="verified")
    status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)
    proposal.refresh_from_db()
    assert proposal.status == "in_review"


def test_agency_that_was_submitted_is_verified_even_if_the_team_has_deleted_it_since() -> None:
    other = f.agency("Agency C", verified=False)
    proposal = f.written()
    answers = f.answers(proposal)["team"]
    named = answers | {"organisations": [{"name": "Agency C", "role": "co_proposer"}]}
    section.save(proposal, "team", named, by=f.lead_a(), at=f.NOW)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    section.save(proposal, "team", answers, by=f.lead_a(), at=f.NOW)
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    with nothing_written(proposal), refused(Refusal.NOT_VERIFIED):
        status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)
    type(other).objects.update(state="verified")
    status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)


# --- Ways back ----------------------------------------------------------------------------


def test_lapsed_invitation_is_reopened_to_its_own_stage() -> None:
    proposal = f.invited()
    over = f.FULL_CLOSES + timedelta(minutes=6)
    status.move(proposal, Verb.LAPSE, by=None, at=over)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.came_from_status) == ("lapsed", "shortlisted")
    with nothing_written(proposal), refused(Refusal.NO_EXTENSION):
        status.move(proposal, Verb.REOPEN, by=f.officer(), at=over)


def test_declined_proposal_is_reinstated_to_where_it_was() -> None:
    proposal = f.in_review()
    f.decided(proposal, "decline")
    status.move(
        proposal, Verb.REINSTATE, by=f.officer(), at=f.INVITED, reason="Appeal", second=f.officer2()
    )
    proposal.refresh_from_db()
    assert (proposal.status, proposal.came_from_status, proposal.came_from_stage) == (
        "in_review",
        "",
        None,
    )


def test_proposal_of_a_cancelled_call_is_not_reinstated() -> None:
    proposal = f.in_review()
    f.decided(proposal, "decline")
    call.cancel(proposal.call, reason="No launcher", by=f.officer(), at=f.INVITED)
    with nothing_written(proposal), refused(Refusal.CALL_CANCELLED):
        status.move(
            proposal,
            Verb.REINSTATE,
            by=f.officer(),
            at=f.INVITED,
            reason="Appeal",
            second=f.officer2(),
        )


def test_selected_proposal_that_withdrew_is_reinstated_only_if_it_still_fits() -> None:
    proposal, other = f.selected(), f.selected("Another")
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.FULL_AFTER, reason="Second thoughts")
    both_kg = sum(f.revision(one).asked_kg or 0 for one in (proposal, other))
    limit = Limit.objects.filter(scope="platform")
    limit.update(maximum=both_kg * 12 / 10 - 1)
    again: Any = {"by": f.officer(), "at": f.FULL_AFTER, "reason": "Back", "second": f.officer2()}
    with nothing_written(proposal), refused(Refusal.DOES_NOT_FIT):
        status.move(proposal, Verb.REINSTATE, **again)
    limit.update(maximum=both_kg * 12 / 10)
    status.move(proposal, Verb.REINSTATE, **again)
    assert proposal.status == "selected"


def test_question_that_is_open_is_closed_when_the_proposal_leaves_another_way() -> None:
    for name, by, after in (
        ("find_ineligible", f.officer, "ineligible"),
        ("resume", f.officer, "in_review"),
        ("withdraw", f.lead_a, "withdrawn"),
    ):
        proposal = f.in_review(name)
        question = f.asked(proposal)
        status.move(proposal, VERBS[name], by=by(), at=f.AFTER, reason="Why")
        question.refresh_from_db()
        proposal.refresh_from_db()
        assert (proposal.status, question.state) == (after, "closed")


def test_end_of_a_proposal_ends_the_work_on_it() -> None:
    proposal = f.in_review()
    finished, asked = f.finished(proposal), f.assigned(proposal, to=f.reviewer2())
    status.move(proposal, Verb.FIND_INELIGIBLE, by=f.officer(), at=f.AFTER, reason="Out of scope")
    finished.refresh_from_db()
    asked.refresh_from_db()
    assert (finished.state, asked.state) == ("finished", "cancelled")
