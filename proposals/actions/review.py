"""Assign reviewers, accept or declare a conflict, and write the review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from proposals.access.conflict import in_conflict
from proposals.access.person import is_reviewer
from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, message, status, tally
from proposals.content.review import digest
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.scoring.total import weighted_total
from proposals.domain.verb import Verb
from proposals.domain.version import require_latest
from proposals.domain.workflow.status import Status
from proposals.models.account import User
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Conflict, Review, Score

# The states from which a reviewer can be assigned again; a conflict must have been waived.
RENEWABLE = (
    Assignment.State.CANCELLED,
    Assignment.State.CONFLICT,
    Assignment.State.DECLINED,
)


def is_reviewable(proposal: Proposal) -> bool:
    """Tell whether reviewers may be assigned: in review, or with a question that interrupts it."""
    asked = proposal.status == Status.CLARIFICATION
    return (proposal.came_from_status if asked else proposal.status) == Status.IN_REVIEW


@dataclass(frozen=True)
class Marks:
    """A reviewer's input: scores from 0 to 5 or None, and comments, both by criterion id."""

    scores: Mapping[int, int | None]
    comments: Mapping[int, str]
    recommendation: str = ""
    summary: str = ""
    confidential: str = ""


@transaction.atomic
def assign(
    proposal: Proposal, *, reviewer: User, due_at: datetime, by: User, at: datetime
) -> Assignment:
    """Ask a reviewer to review the current revision.

    Raises: RuleBroken REVIEWER_IN_CONFLICT, ALREADY_ASSIGNED, NOT_IN_REVIEW, or DUE_IN_PAST.
    """
    require_office(by, proposal)
    if due_at <= at:
        raise RuleBroken(Refusal.DUE_IN_PAST, field="due_at")
    locked = status.lock(proposal)
    _require_assignable(locked, reviewer)
    assignment, created = Assignment.objects.get_or_create(
        revision=locked.current_revision,
        reviewer=reviewer,
        defaults={
            "proposal": locked,
            "due_at": due_at,
            "assigned_by": by,
            "assigned_at": at,
        },
    )
    if not created and assignment.state not in RENEWABLE:
        raise RuleBroken(Refusal.ALREADY_ASSIGNED, name=str(reviewer))
    if not created:
        assignment.state, assignment.due_at = Assignment.State.INVITED, due_at
        assignment.state_reason = ""
        assignment.save(update_fields=["state", "state_reason", "due_at"])
    tally.count_reviews(locked, stage_id=locked.stage_id)
    audit.append(locked, Verb.ASSIGN, by=by, at=at, after={"reviewer": reviewer.pk})
    message.tell(
        [reviewer],
        "assigned",
        audience=Audience.REVIEWER,
        about=locked.reference,
        proposal=locked,
        assignment=assignment,
    )
    return assignment


@transaction.atomic
def assign_all(
    proposal: Proposal, *, reviewers: Iterable[User], due_at: datetime, by: User, at: datetime
) -> list[Assignment]:
    """Assign several reviewers; after a refusal none is assigned. Raises: RuleBroken as assign()."""
    return [assign(proposal, reviewer=one, due_at=due_at, by=by, at=at) for one in reviewers]


@transaction.atomic
def assign_pairs(
    pairs: Iterable[tuple[Proposal, User]], *, due_at: datetime, by: User, at: datetime
) -> list[Assignment]:
    """Assign reviewers to many proposals as one act; after a refusal none is assigned.

    Raises: RuleBroken NO_PAIRS, or as assign() does, with the proposal's reference in its params.
    """
    found = []
    # In one order, so that two officers who apply two drafts wait for each other.
    for proposal, reviewer in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1].pk)):
        try:
            found.append(assign(proposal, reviewer=reviewer, due_at=due_at, by=by, at=at))
        except RuleBroken as refusal:
            refusal.params = {**refusal.params, "proposal": proposal.reference}
            raise
    if not found:
        raise RuleBroken(Refusal.NO_PAIRS)
    return found


def _require_assignable(proposal: Proposal, reviewer: User) -> None:
    if not is_reviewer(reviewer):
        raise RuleBroken(Refusal.NOT_A_REVIEWER, name=str(reviewer))
    if not is_reviewable(proposal):
        raise RuleBroken(
            Refusal.NOT_IN_REVIEW,
            status=proposal.status_label,
        )
    if Proposal.objects.filter(in_conflict(reviewer, of="pk"), pk=proposal.pk).exists():
        raise RuleBroken(
            Refusal.REVIEWER_IN_CONFLICT,
            name=str(reviewer),
        )


@transaction.atomic
def accept(assignment: Assignment, *, by: User, at: datetime) -> Assignment:
    """Accept an assignment and declare to have no conflict. Raises: RuleBroken."""
    one = _own(assignment, by, at_least={Assignment.State.INVITED})
    _require_its_stage(one)
    one.state = Assignment.State.ACCEPTED
    one.save(update_fields=["state"])
    # The review exists already if its assignment was accepted, cancelled and renewed.
    Review.objects.get_or_create(assignment=one, defaults={"saved_at": at})
    audit.append(one.proposal, Verb.ACCEPT_REVIEW, by=by, at=at, after={"assignment": one.pk})
    return one


@transaction.atomic
def decline(assignment: Assignment, *, reason: str, by: User, at: datetime) -> Assignment:
    """Decline a review that isn't finished, without a conflict. What was written stays the reviewer's.

    Raises: RuleBroken NO_DECLINE_REASON without a reason, or ASSIGNMENT_STATE.
    """
    if not reason.strip():
        raise RuleBroken(Refusal.NO_DECLINE_REASON, field="reason")
    one = _own(assignment, by, at_least=set(Assignment.UNDER_WAY))
    one.state, one.state_reason = Assignment.State.DECLINED, reason.strip()[:1000]
    one.save(update_fields=["state", "state_reason"])
    tally.count_reviews(one.proposal, stage_id=one.revision.stage_id)
    after = {"assignment": one.pk}
    audit.append(one.proposal, Verb.DECLINE_REVIEW, by=by, at=at, after=after, reason=reason)
    message.tell_office(
        "review_declined",
        about=one.proposal.reference,
        proposal=one.proposal,
        assignment=one,
        reviewer=by,
    )
    return one


@transaction.atomic
def declare_conflict(assignment: Assignment, *, reason: str, by: User, at: datetime) -> None:
    """Declare a conflict: the assignment ends, and the proposal is hidden from the reviewer.

    A finished review is marked. It counts until an officer keeps it out of the scores.

    Raises: RuleBroken NO_CONFLICT_REASON without a reason.
    """
    if not reason.strip():
        raise RuleBroken(Refusal.NO_CONFLICT_REASON, field="reason")
    one = _own(assignment, by, at_least=set(Assignment.COUNTED))
    if not one.is_finished:
        one.state = Assignment.State.CONFLICT
        one.save(update_fields=["state"])
        tally.count_reviews(one.proposal, stage_id=one.revision.stage_id)
    _keep_conflict(one.proposal, by, Conflict.Origin.DECLARED, reason, at=at)
    audit.append(one.proposal, Verb.DECLARE_CONFLICT, by=by, at=at, reason=reason)
    message.tell_office(
        "conflict", about=one.proposal.reference, proposal=one.proposal, assignment=one, reviewer=by
    )


@transaction.atomic
def find_conflict(
    proposal: Proposal,
    *,
    reviewer: User,
    reason: str,
    by: User,
    at: datetime,
    leaves_out: bool = False,
) -> None:
    """Save a conflict that the office found, which hides the proposal from the person.

    Their assignments that are under way end. Their finished reviews are marked; `leaves_out` keeps
    these out of the scores for the same reason.

    Raises: RuleBroken NOT_OFFICER or NO_CONFLICT_REASON.
    """
    require_office(by, proposal)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_CONFLICT_REASON, field="reason")
    locked = status.lock(proposal)
    _keep_conflict(locked, reviewer, Conflict.Origin.FOUND, reason, at=at)
    assignments = locked.assignments.filter(reviewer=reviewer)
    after: dict[str, Any] = {"reviewer": reviewer.pk}
    if leaves_out:
        finished = assignments.filter(state=Assignment.State.FINISHED)
        after["left_out"] = finished.update(
            state=Assignment.State.LEFT_OUT, state_reason=reason.strip()[:1000]
        )
    assignments.filter(state__in=Assignment.UNDER_WAY).update(state=Assignment.State.CONFLICT)
    for stage_id in set(assignments.values_list("revision__stage", flat=True)):
        tally.count_reviews(locked, stage_id=stage_id)
    audit.append(locked, Verb.FIND_CONFLICT, by=by, at=at, after=after, reason=reason)


@transaction.atomic
def waive_conflict(conflict: Conflict, *, reason: str, by: User, at: datetime) -> None:
    """Open the proposal again to a person whose conflict doesn't count; the conflict stays stored.

    Raises: RuleBroken NOT_OFFICER, OWN_AGENCY, NO_REASON or CONFLICT_WAIVED.
    """
    require_office(by, conflict.proposal)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    locked = status.lock(conflict.proposal)
    row = locked.conflicts.get(pk=conflict.pk)
    if row.waived_by_id:
        raise RuleBroken(Refusal.CONFLICT_WAIVED)
    row.waived_by, row.waive_reason = by, reason.strip()[:1000]
    row.save(update_fields=["waived_by", "waive_reason"])
    after = {"conflict": row.pk, "reviewer": row.reviewer_id}
    audit.append(locked, Verb.WAIVE_CONFLICT, by=by, at=at, after=after, reason=reason)


def _keep_conflict(
    proposal: Proposal, reviewer: User, origin: str, reason: str, *, at: datetime
) -> None:
    Conflict.objects.update_or_create(
        proposal=proposal,
        reviewer=reviewer,
        defaults={
            "origin": origin,
            "reason": reason.strip()[:1000],
            "recorded_at": at,
            "waived_by": None,
            "waive_reason": "",
        },
    )


@transaction.atomic
def save(
    review: Review, marks: Marks, *, by: User, at: datetime, base: int, finish: bool = False
) -> Review:
    """Save a review; finishing it needs every score, a recommendation and a summary.

    `base` is the number of the version that the form showed.

    Raises: RuleBroken STALE_REVIEW if it was saved in another window since then; STAGE_OVER if the
    proposal is in a later stage; NO_SCORE and others if it is to be finished and isn't complete.
    """
    one = _own(review.assignment, by, at_least={Assignment.State.ACCEPTED})
    _require_its_stage(one)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    require_latest(base, locked.version, Refusal.STALE_REVIEW)
    criteria = list(one.revision.stage.criteria.all())
    weights = {str(criterion.pk): criterion.weight for criterion in criteria}
    given = {str(pk): value for pk, value in marks.scores.items() if value is not None}
    locked.total = weighted_total(given, weights)
    if finish:
        _require_finished(locked, marks)
    scores = [
        Score(
            review=locked,
            criterion=criterion,
            value=marks.scores.get(criterion.pk),
            comment=marks.comments.get(criterion.pk, ""),
        )
        for criterion in criteria
    ]
    Score.objects.bulk_create(
        scores,
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["value", "comment"],
    )
    locked.recommendation, locked.summary = marks.recommendation, marks.summary
    locked.confidential, locked.saved_at = marks.confidential, at
    locked.version += 1
    if finish:
        locked.finished_at = at
        one.state = Assignment.State.FINISHED
        one.save(update_fields=["state"])
    locked.save()
    if finish:
        tally.count_reviews(one.proposal, stage_id=one.revision.stage_id)
    audit.append(
        one.proposal,
        Verb.FINISH_REVIEW if finish else Verb.SAVE_REVIEW,
        by=by,
        at=at,
        after={
            "review": locked.pk,
            "version": locked.version,
            "total": str(locked.total),
            "sha256": digest(locked, scores, assignment=one),
        },
    )
    return locked


def _require_finished(review: Review, marks: Marks) -> None:
    if review.total is None:
        raise RuleBroken(Refusal.NO_SCORE)
    if not marks.recommendation:
        raise RuleBroken(Refusal.NO_RECOMMENDATION, field="recommendation")
    if not marks.summary.strip():
        raise RuleBroken(Refusal.NO_SUMMARY, field="summary")


def _own(assignment: Assignment, by: User, *, at_least: set[Assignment.State]) -> Assignment:
    """Lock the proposal and return the reviewer's assignment, if it is in one of these states."""
    status.hold(assignment.proposal)
    one = (
        Assignment.objects.select_related("proposal", "revision__stage")
        .defer("revision__content", "revision__search")
        .annotate(conflicted=in_conflict(by, of="proposal"))
        .get(pk=assignment.pk)
    )
    if one.reviewer_id != by.pk:
        raise RuleBroken(Refusal.NOT_YOUR_ASSIGNMENT)
    if not is_reviewer(by):
        raise RuleBroken(Refusal.NO_LONGER_REVIEWER)
    if one.state not in at_least:
        raise RuleBroken(
            Refusal.ASSIGNMENT_STATE,
            state=one.get_state_display(),
        )
    if one.conflicted:
        raise RuleBroken(Refusal.YOU_IN_CONFLICT)
    return one


def _require_its_stage(assignment: Assignment) -> None:
    """Check that the proposal is still in the stage of the assigned revision."""
    if assignment.revision.stage_id != assignment.proposal.stage_id:
        raise RuleBroken(Refusal.STAGE_OVER)
