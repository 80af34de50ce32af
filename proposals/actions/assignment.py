"""An officer cancels an assignment, keeps its review out of the scores, or counts it again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from proposals.access.conflict import people_in_conflict
from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, message, status, tally
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.review import Assignment

State = Assignment.State


@transaction.atomic
def cancel(assignment: Assignment, *, reason: str, by: User, at: datetime) -> Assignment:
    """End an assignment whose review isn't finished. Its text stays its reviewer's to read.

    Raises: RuleBroken NOT_OFFICER, OWN_AGENCY, NO_REASON or ASSIGNMENT_STATE.
    """
    one = _lock(assignment, Assignment.UNDER_WAY, by=by, reason=reason)
    _move(one, State.CANCELLED, Verb.CANCEL_ASSIGNMENT, reason=reason, by=by, at=at)
    message.tell(
        [one.reviewer],
        "unassigned",
        audience=Audience.DISMISSED,
        about=one.proposal.reference,
        proposal=one.proposal,
        assignment=one,
    )
    return one


@transaction.atomic
def leave_out(assignment: Assignment, *, reason: str, by: User, at: datetime) -> Assignment:
    """Keep a finished review out of the scores, because its reviewer has a conflict.

    Raises: RuleBroken as cancel(), and NO_CONFLICT.
    """
    one = _lock(assignment, {State.FINISHED}, by=by, reason=reason)
    if not people_in_conflict([one.reviewer], one.proposal):
        raise RuleBroken(Refusal.NO_CONFLICT, name=str(one.reviewer))
    return _move(one, State.LEFT_OUT, Verb.LEAVE_OUT_REVIEW, reason=reason, by=by, at=at)


@transaction.atomic
def count(assignment: Assignment, *, reason: str, by: User, at: datetime) -> Assignment:
    """Count a review again that was kept out of the scores. Raises: RuleBroken as cancel()."""
    one = _lock(assignment, {State.LEFT_OUT}, by=by, reason=reason)
    return _move(one, State.FINISHED, Verb.COUNT_REVIEW, reason=reason, by=by, at=at)


def _lock(
    assignment: Assignment, states: Collection[State], *, by: User, reason: str
) -> Assignment:
    """Lock the proposal and return the assignment, if it is in one of these states."""
    require_office(by, assignment.proposal)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    status.hold(assignment.proposal)
    rows = Assignment.objects.select_related("proposal", "reviewer", "revision")
    one = rows.defer("revision__content", "revision__search").get(pk=assignment.pk)
    if one.state not in states:
        raise RuleBroken(Refusal.ASSIGNMENT_STATE, state=one.get_state_display())
    return one


def _move(
    one: Assignment, state: State, verb: Verb, *, reason: str, by: User, at: datetime
) -> Assignment:
    before = one.state
    one.state, one.state_reason = state, reason.strip()[:1000]
    one.save(update_fields=["state", "state_reason"])
    tally.count_reviews(one.proposal, stage_id=one.revision.stage_id)
    audit.append(
        one.proposal,
        verb,
        by=by,
        at=at,
        before={"assignment": one.pk, "state": before},
        after={"assignment": one.pk, "state": state, "reviewer": one.reviewer_id},
        reason=reason,
    )
    return one
