"""Conflicts after a review was finished: marked, kept from the tally, waived; assignments cancelled."""

import json
from typing import Any

import pytest

from proposals.access.conflict import people_in_conflict
from proposals.access.policy import policy_for
from proposals.actions import assignment as actions
from proposals.actions import audit, review, section, status, tally
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Conflict, Review, Score
from proposals.models.tally import Tally
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed() -> Proposal:
    """A proposal that reviewer scored with 4 and reviewer2 with 1."""
    proposal = f.in_review()
    f.finished(proposal, value=4)
    f.finished(proposal, by=f.reviewer2(), value=1)
    return proposal


def own(proposal: Proposal) -> Assignment:
    return proposal.assignments.get(reviewer=f.reviewer())


def found(proposal: Proposal, **given: Any) -> None:
    who = {"reviewer": f.reviewer(), "by": f.officer(), "at": f.AFTER}
    review.find_conflict(proposal, reason="Co-author", **{**who, **given})


def counted(proposal: Proposal) -> tuple[int, str]:
    row = Tally.objects.get(proposal=proposal, is_current=True)
    assert list(tally.differences()) == []
    return row.finished, str(row.mean)


def keeps_own_review_alone(proposal: Proposal) -> None:
    """The reviewer reads what they wrote, and nothing else of the proposal."""
    person, mine = f.reviewer(), own(proposal).review
    assert not policy_for(Proposal).rows(person).exists()
    assert list(policy_for(Review).rows(person)) == [mine]
    assert set(policy_for(Score).rows(person)) == set(mine.scores.all())


# --- After the review was finished --------------------------------------------------------


def test_conflict_that_is_found_later_marks_a_finished_review_and_counts_it(
    reviewed: Proposal,
) -> None:
    found(reviewed)
    assert own(reviewed).state == "finished"
    assert people_in_conflict([f.reviewer(), f.reviewer2()], reviewed) == {f.reviewer().pk}
    assert counted(reviewed) == (2, "2.50")
    keeps_own_review_alone(reviewed)


def test_officer_keeps_the_review_from_the_tally_together_with_the_conflict(
    reviewed: Proposal,
) -> None:
    found(reviewed, leaves_out=True)
    assert (own(reviewed).state, own(reviewed).state_reason) == ("left_out", "Co-author")
    assert counted(reviewed) == (1, "1.00")
    keeps_own_review_alone(reviewed)
    # The other reviewer reads what is counted.
    other = f.reviewer2()
    assert [one.assignment.reviewer for one in policy_for(Review).rows(other)] == [other]


def test_reviewer_declares_a_conflict_after_finishing(reviewed: Proposal) -> None:
    review.declare_conflict(own(reviewed), reason="New job", by=f.reviewer(), at=f.AFTER)
    assert own(reviewed).state == "finished"
    assert counted(reviewed) == (2, "2.50")
    keeps_own_review_alone(reviewed)
    mail = Message.objects.get(subject=f"{reviewed.reference}: a reviewer declared a conflict")
    assert "finished" in mail.body


def test_organisation_that_joins_later_leaves_the_reviewer_their_own_review(
    reviewed: Proposal,
) -> None:
    person = f.reviewer()
    person.organisation = "Late House"
    person.save()
    f.decided(reviewed, "shortlist")
    joined = {"organisations": [{"name": "Late House", "role": "industry"}]}
    team = f.answers(reviewed)["team"] | joined
    section.save(reviewed, "team", team, by=f.lead_a(), at=f.INVITED)
    keeps_own_review_alone(reviewed)
    assert counted_in_letter(reviewed) == 2


def counted_in_letter(proposal: Proposal) -> int:
    return Tally.objects.get(proposal=proposal, stage__number=1).finished


def test_review_is_left_out_and_counted_again_each_with_a_reason(reviewed: Proposal) -> None:
    leave_out: Any = {"by": f.officer(), "at": f.AFTER}
    with nothing_written(reviewed), refused(Refusal.NO_CONFLICT, says="reviewer"):
        actions.leave_out(own(reviewed), reason="Too low", **leave_out)
    found(reviewed)
    with nothing_written(reviewed), refused(Refusal.NO_REASON, field="reason"):
        actions.leave_out(own(reviewed), reason=" ", **leave_out)
    with nothing_written(reviewed), refused(Refusal.NOT_OFFICER):
        actions.leave_out(own(reviewed), reason="Kin", by=f.chair(), at=f.AFTER)
    actions.leave_out(own(reviewed), reason="Kin", **leave_out)
    assert counted(reviewed) == (1, "1.00")
    with nothing_written(reviewed), refused(Refusal.ASSIGNMENT_STATE):
        actions.leave_out(own(reviewed), reason="Kin", **leave_out)
    with nothing_written(reviewed), refused(Refusal.NO_REASON):
        actions.count(own(reviewed), reason="", **leave_out)
    actions.count(own(reviewed), reason="Cleared", **leave_out)
    assert counted(reviewed) == (2, "2.50")
    entry = json.loads(f.last_entry(reviewed).text)
    assert (entry["verb"], entry["reason"]) == (Verb.COUNT_REVIEW, "Cleared")


def test_conflict_is_recorded_after_the_decision(reviewed: Proposal) -> None:
    f.decided(reviewed, "decline")
    found(reviewed, leaves_out=True)
    keeps_own_review_alone(reviewed)
    assert own(reviewed).state == "left_out"


# --- Waived -------------------------------------------------------------------------------


def test_conflict_is_waived_with_a_reason_and_recorded_again(reviewed: Proposal) -> None:
    found(reviewed)
    row = Conflict.objects.get()
    with nothing_written(reviewed), refused(Refusal.NO_REASON, field="reason"):
        review.waive_conflict(row, reason="", by=f.officer(), at=f.AFTER)
    with nothing_written(reviewed), refused(Refusal.NOT_OFFICER):
        review.waive_conflict(row, reason="Long ago", by=f.chair(), at=f.AFTER)
    review.waive_conflict(row, reason="Long ago", by=f.officer2(), at=f.AFTER)
    row.refresh_from_db()
    assert (row.waived_by, row.waive_reason, row.reason) == (f.officer2(), "Long ago", "Co-author")
    assert policy_for(Proposal).rows(f.reviewer()).get() == reviewed
    with nothing_written(reviewed), refused(Refusal.CONFLICT_WAIVED):
        review.waive_conflict(row, reason="Long ago", by=f.officer(), at=f.AFTER)
    found(reviewed)
    row.refresh_from_db()
    assert (row.waived_by, row.waive_reason) == (None, "")
    texts = history(reviewed)
    assert [(one["verb"], one["reason"]) for one in texts][-3:] == [
        (Verb.FIND_CONFLICT, "Co-author"),
        (Verb.WAIVE_CONFLICT, "Long ago"),
        (Verb.FIND_CONFLICT, "Co-author"),
    ]


def history(proposal: Proposal) -> list[dict[str, Any]]:
    return [json.loads(one.text) for one in audit.entries(proposal)]


def test_reviewer_whose_conflict_was_waived_is_assigned_again_with_their_text() -> None:
    proposal = f.in_review()
    assignment = f.assigned(proposal)
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    review.save(assignment.review, f.marks(assignment), by=f.reviewer(), at=f.AFTER, base=1)
    found(proposal)
    review.waive_conflict(Conflict.objects.get(), reason="Long ago", by=f.officer(), at=f.AFTER)
    assert f.assigned(proposal) == assignment
    again = review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    assert again.review.summary == "Worth flying."


# --- Cancelled, withdrawn, ended ----------------------------------------------------------


def under_way() -> Assignment:
    assignment = f.assigned(f.in_review())
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    review.save(assignment.review, f.marks(assignment), by=f.reviewer(), at=f.AFTER, base=1)
    return assignment


def test_officer_cancels_an_assignment_and_its_reviewer_is_told() -> None:
    assignment = under_way()
    proposal = assignment.proposal
    with nothing_written(proposal), refused(Refusal.NO_REASON, field="reason"):
        actions.cancel(assignment, reason=" ", by=f.officer(), at=f.AFTER)
    with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
        actions.cancel(assignment, reason="Ill", by=f.chair(), at=f.AFTER)
    actions.cancel(assignment, reason="Ill", by=f.officer(), at=f.AFTER)
    assert (own(proposal).state, own(proposal).state_reason) == ("cancelled", "Ill")
    assert counted(proposal) == (0, "None")
    assert Message.objects.filter(to="reviewer@test.example").count() == 2
    keeps_own_review_alone(proposal)
    with nothing_written(proposal), refused(Refusal.ASSIGNMENT_STATE):
        actions.cancel(assignment, reason="Ill", by=f.officer(), at=f.AFTER)


def test_finished_review_is_not_cancelled(reviewed: Proposal) -> None:
    with nothing_written(reviewed), refused(Refusal.ASSIGNMENT_STATE):
        actions.cancel(own(reviewed), reason="Ill", by=f.officer(), at=f.AFTER)


def withdrawn(proposal: Proposal) -> None:
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.AFTER, reason="Doubts")


def declined(proposal: Proposal) -> None:
    f.decided(proposal, "decline")


def shortlisted(proposal: Proposal) -> None:
    f.decided(proposal, "shortlist")


@pytest.mark.parametrize("end", [withdrawn, declined, shortlisted])
def test_reviewer_of_what_has_ended_keeps_the_text_that_was_under_way(end: Any) -> None:
    assignment = under_way()
    end(assignment.proposal)
    keeps_own_review_alone(assignment.proposal)
    assert list(policy_for(Assignment).rows(f.reviewer())) == [assignment]


def test_invitation_that_was_never_accepted_leaves_nothing_to_read() -> None:
    assignment = f.assigned(f.in_review())
    actions.cancel(assignment, reason="Ill", by=f.officer(), at=f.AFTER)
    for model in (Assignment, Review, Proposal):
        assert not policy_for(model).rows(f.reviewer()).exists()


def test_text_under_way_is_closed_by_a_conflict() -> None:
    """Only a finished review stays its author's to read."""
    assignment = under_way()
    found(assignment.proposal)
    for model in (Assignment, Review, Proposal):
        assert not policy_for(model).rows(f.reviewer()).exists()
