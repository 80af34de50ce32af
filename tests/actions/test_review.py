"""Assigning reviewers, conflicts, and writing a review."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group

from proposals.access.policy import policy_for
from proposals.actions import review, status
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.agency import Membership
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Conflict, Review
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


def accepted(proposal: Proposal) -> Assignment:
    assignment = f.assigned(proposal)
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    assignment.refresh_from_db()
    return assignment


def save(assignment: Assignment, *, base: int = 1, finish: bool = False, **marks: Any) -> Review:
    return review.save(
        assignment.review,
        replace(f.marks(assignment), **marks),
        by=f.reviewer(),
        at=f.AFTER,
        base=base,
        finish=finish,
    )


# --- Assign -------------------------------------------------------------------------------


def test_reviewer_is_asked_by_mail_for_the_current_revision() -> None:
    proposal = f.in_review()
    assignment = f.assigned(proposal)
    assert (assignment.state, assignment.revision) == ("invited", f.revision(proposal))
    mail = Message.objects.get(to="reviewer@test.example")
    assert mail.subject == f"Review of {proposal.reference}"


def test_only_reviewers_are_assigned_by_officers_alone_while_it_is_in_review() -> None:
    proposal, early = f.in_review(), f.submitted("Early")
    for person in (f.officer(), f.chair(), f.auditor(), f.lead_b()):
        with nothing_written(proposal), refused(Refusal.NOT_A_REVIEWER):
            f.assigned(proposal, to=person)
    for person in (f.chair(), f.reviewer2(), f.lead_a()):
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            review.assign(proposal, reviewer=f.reviewer(), due_at=f.INVITED, by=person, at=f.AFTER)
    with nothing_written(early), refused(Refusal.NOT_IN_REVIEW):
        f.assigned(early)
    with nothing_written(proposal), refused(Refusal.DUE_IN_PAST, field="due_at"):
        review.assign(proposal, reviewer=f.reviewer(), due_at=f.AFTER, by=f.officer(), at=f.AFTER)


def test_reviewer_is_assigned_once_and_again_after_it_was_cancelled() -> None:
    proposal = f.in_review()
    assignment = f.assigned(proposal)
    with (
        nothing_written(proposal),
        refused(Refusal.ALREADY_ASSIGNED, says="reviewer has this proposal"),
    ):
        f.assigned(proposal)
    Assignment.objects.update(state="cancelled")
    assert f.assigned(proposal) == assignment
    assignment.refresh_from_db()
    assert assignment.state == "invited"


def test_question_from_the_eligibility_check_opens_no_review() -> None:
    early, late = f.submitted("Early"), f.in_review("Late")
    status.move(early, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    for proposal in (early, late):
        f.asked(proposal)
    with nothing_written(early), refused(Refusal.NOT_IN_REVIEW):
        f.assigned(early)
    assert f.assigned(late).state == "invited"


def test_reinstated_proposal_is_assigned_and_accepted_again_with_the_text_kept() -> None:
    proposal = f.in_review()
    one = f.assigned(proposal)
    review.accept(one, by=f.reviewer(), at=f.AFTER)
    text = replace(f.marks(one), summary="Hours of work.")
    review.save(one.review, text, by=f.reviewer(), at=f.AFTER, base=1)
    f.decided(proposal, "decline")
    status.move(
        proposal, Verb.REINSTATE, by=f.officer(), at=f.AFTER, reason="Appeal", second=f.officer2()
    )
    again = review.accept(f.assigned(proposal), by=f.reviewer(), at=f.AFTER)
    assert (again.pk, again.state) == (one.pk, "accepted")
    assert (again.review.summary, again.review.version) == ("Hours of work.", 2)
    review.save(again.review, text, by=f.reviewer(), at=f.AFTER, base=2, finish=True)


@pytest.mark.parametrize("answer", ["accept", "save"])
def test_review_of_the_letter_is_over_in_the_next_stage(answer: str) -> None:
    proposal = f.in_review()
    one = f.assigned(proposal)
    if answer == "save":
        review.accept(one, by=f.reviewer(), at=f.AFTER)
    f.decided(proposal, "shortlist")
    # An earlier version left invitations open when the stage ended.
    Assignment.objects.update(state="accepted" if answer == "save" else "invited")
    one.refresh_from_db()
    with nothing_written(proposal), refused(Refusal.STAGE_OVER):
        if answer == "accept":
            review.accept(one, by=f.reviewer(), at=f.INVITED)
        else:
            review.save(
                one.review, f.marks(one), by=f.reviewer(), at=f.INVITED, base=1, finish=True
            )


def test_all_are_assigned_or_none() -> None:
    proposal = f.in_review()
    with nothing_written(proposal), refused(Refusal.REVIEWER_IN_CONFLICT):
        review.assign_all(
            proposal,
            reviewers=[f.reviewer(), f.conflicted()],
            due_at=f.INVITED,
            by=f.officer(),
            at=f.AFTER,
        )
    assert not Assignment.objects.exists()


# --- Conflicts ----------------------------------------------------------------------------


def organisation(**fields: Any) -> None:
    person = f.reviewer()
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()


def test_reviewer_of_the_same_organisation_is_not_assigned() -> None:
    proposal = f.in_review()
    for name in ("Agency A", " agency a ", "CO-PROPOSER LTD"):
        organisation(organisation=name)
        with nothing_written(proposal), refused(Refusal.REVIEWER_IN_CONFLICT):
            f.assigned(proposal)
    organisation(organisation="Agency")
    assert f.assigned(proposal).state == "invited"


def test_member_of_an_agency_on_the_proposal_is_not_assigned() -> None:
    proposal = f.in_review()
    Membership.objects.create(agency=f.agency(), user=f.reviewer(), role="observer")
    with nothing_written(proposal), refused(Refusal.REVIEWER_IN_CONFLICT):
        f.assigned(proposal)


@pytest.mark.parametrize(("blocks", "assigned"), [(True, False), (False, True)])
def test_call_says_whether_the_same_country_blocks(blocks: bool, assigned: bool) -> None:
    f.call(blocks_same_country=blocks)
    proposal = f.in_review()
    proposal.participations.update(country="KE")
    organisation(country="KE")
    if assigned:
        assert f.assigned(proposal).state == "invited"
    else:
        with nothing_written(proposal), refused(Refusal.REVIEWER_IN_CONFLICT):
            f.assigned(proposal)
        organisation(country="PK")
        assert f.assigned(proposal).state == "invited"


def test_declared_conflict_closes_the_proposal_to_the_reviewer_and_tells_the_office() -> None:
    proposal = f.in_review()
    assignment = accepted(proposal)
    assert policy_for(Proposal).rows(f.reviewer()).get() == proposal
    with nothing_written(proposal), refused(Refusal.NO_CONFLICT_REASON, field="reason"):
        review.declare_conflict(assignment, reason=" ", by=f.reviewer(), at=f.AFTER)
    review.declare_conflict(assignment, reason="My student", by=f.reviewer(), at=f.AFTER)
    for model in (Proposal, Assignment, Review):
        assert not policy_for(model).rows(f.reviewer()).exists()
    mail = Message.objects.filter(subject=f"{proposal.reference}: a reviewer declared a conflict")
    assert mail.get().to == "officer@test.example"
    assert "My student" not in mail.get().body
    with nothing_written(proposal), refused(Refusal.REVIEWER_IN_CONFLICT):
        f.assigned(proposal)


def test_conflict_that_the_office_finds_takes_the_proposal_away() -> None:
    proposal = f.in_review()
    assignment = accepted(proposal)
    found: Any = {"reviewer": f.reviewer(), "at": f.AFTER}
    with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
        review.find_conflict(proposal, reason="Co-author", by=f.chair(), **found)
    with nothing_written(proposal), refused(Refusal.NO_CONFLICT_REASON):
        review.find_conflict(proposal, reason="", by=f.officer(), **found)
    review.find_conflict(proposal, reason="Co-author", by=f.officer(), **found)
    assignment.refresh_from_db()
    assert assignment.state == "conflict"
    with refused(Refusal.ASSIGNMENT_STATE):
        save(assignment)
    assert not policy_for(Assignment).rows(f.reviewer()).exists()


def test_waived_conflict_blocks_no_longer_and_stays_on_record() -> None:
    proposal = f.in_review()
    review.find_conflict(
        proposal, reviewer=f.reviewer(), reason="Co-author", by=f.officer(), at=f.AFTER
    )
    with refused(Refusal.REVIEWER_IN_CONFLICT):
        f.assigned(proposal)
    Conflict.objects.update(waived_by=f.officer2())
    assert f.assigned(proposal).state == "invited"
    assert Conflict.objects.get().reason == "Co-author"


def test_conflict_that_arises_after_the_invitation_stops_the_review() -> None:
    proposal = f.in_review()
    assignment = f.assigned(proposal)
    organisation(organisation="Agency A")
    with nothing_written(proposal), refused(Refusal.YOU_IN_CONFLICT):
        review.accept(assignment, by=f.reviewer(), at=f.AFTER)


# --- Write --------------------------------------------------------------------------------


def test_assignment_is_its_own_reviewers() -> None:
    proposal = f.in_review()
    assignment = f.assigned(proposal)
    for person in (f.reviewer2(), f.officer(), f.chair()):
        with nothing_written(proposal), refused(Refusal.NOT_YOUR_ASSIGNMENT):
            review.accept(assignment, by=person, at=f.AFTER)
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    for person in (f.reviewer2(), f.officer()):
        with nothing_written(proposal), refused(Refusal.NOT_YOUR_ASSIGNMENT):
            review.save(assignment.review, f.marks(assignment), by=person, at=f.AFTER, base=1)


@pytest.mark.parametrize("group", ["officer", "panel", "auditor"])
def test_reviewer_who_reads_every_score_since_writes_no_more(group: str) -> None:
    proposal = f.in_review()
    assignment = accepted(proposal)
    f.reviewer().groups.add(Group.objects.get(name=group))
    with nothing_written(proposal), refused(Refusal.NO_LONGER_REVIEWER, says="any more"):
        save(assignment, finish=True)
    with nothing_written(f.in_review("Another")), refused(Refusal.NOT_A_REVIEWER):
        f.assigned(Proposal.objects.get(title="Another"))


def test_review_is_saved_as_far_as_it_goes_and_finished_when_it_is_whole() -> None:
    assignment = accepted(f.in_review())
    science, feasibility = assignment.revision.stage.criteria.all()
    half = save(assignment, scores={science.pk: 5, feasibility.pk: None}, recommendation="")
    assert (half.version, half.total, half.finished_at) == (2, None, None)
    whole = save(assignment, base=2, finish=True, scores={science.pk: 5, feasibility.pk: 2})
    # 60 parts of 5 and 40 parts of 2.
    assert (whole.version, whole.total) == (3, Decimal("3.80"))
    assignment.refresh_from_db()
    assert (assignment.state, whole.finished_at) == ("finished", f.AFTER)
    told = whole.scores.order_by("criterion").values_list("value", "comment")
    assert list(told) == [(5, "Sound."), (2, "Sound.")]


def test_review_that_was_saved_elsewhere_meanwhile_is_not_overwritten() -> None:
    assignment = accepted(f.in_review())
    save(assignment, summary="From the office")
    with nothing_written(assignment.proposal), refused(Refusal.STALE_REVIEW):
        save(assignment, summary="From the train")
    assert Review.objects.get().summary == "From the office"


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ({"scores": {}}, "Score every criterion"),
        ({"recommendation": ""}, "Choose a recommendation"),
        ({"summary": "  "}, "Write the summary"),
    ],
)
def test_unfinished_review_is_not_finished(missing: dict[str, Any], says: str) -> None:
    assignment = accepted(f.in_review())
    with nothing_written(assignment.proposal), refused(says=says):
        save(assignment, finish=True, **missing)
    assert Review.objects.get().finished_at is None


def test_finished_review_is_not_changed() -> None:
    assignment = accepted(f.in_review())
    save(assignment, finish=True)
    with (
        nothing_written(assignment.proposal),
        refused(Refusal.ASSIGNMENT_STATE, says="Review finished"),
    ):
        save(assignment, base=2, summary="Second thoughts")


def test_invitation_is_accepted_before_it_is_written() -> None:
    proposal = f.in_review()
    assignment = f.assigned(proposal)
    empty = Review(assignment=assignment, saved_at=f.AFTER + timedelta(0))
    with nothing_written(proposal), refused(Refusal.ASSIGNMENT_STATE):
        review.save(empty, f.marks(assignment), by=f.reviewer(), at=f.AFTER, base=1)


def test_reviewers_read_each_other_when_their_own_review_is_finished() -> None:
    proposal = f.in_review()
    other = f.finished(proposal, by=f.reviewer2(), value=1)
    mine = accepted(proposal)
    assert list(policy_for(Review).rows(f.reviewer())) == [mine.review]
    save(mine)
    assert list(policy_for(Review).rows(f.reviewer())) == [mine.review]
    save(mine, base=2, finish=True)
    assert set(policy_for(Review).rows(f.reviewer())) == {mine.review, other.review}
    # An unfinished one of a third reviewer stays the third's own.
    third = f.user("reviewer3@test.example", "reviewer")
    assignment = f.assigned(proposal, to=third)
    review.accept(assignment, by=third, at=f.AFTER)
    assert set(policy_for(Review).rows(f.reviewer())) == {mine.review, other.review}
    assert list(policy_for(Review).rows(third)) == [assignment.review]
