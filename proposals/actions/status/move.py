"""move(): the only place where a proposal's status changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from proposals import access
from proposals.actions import audit, message
from proposals.actions.status.endings import end_reviews
from proposals.actions.status.needs import Attempt, holding, next_stage
from proposals.domain.refusal import RuleBroken
from proposals.domain.workflow.need import BROUGHT, Need
from proposals.domain.workflow.rules import (
    Standing,
    check_needs,
    next_status,
    offered,
    remembered,
)
from proposals.domain.workflow.status import FINAL, Level, Status
from proposals.domain.workflow.table import CAME_FROM, TRANSITIONS, Actor, Transition
from proposals.models.account import User
from proposals.models.decision import Decision
from proposals.models.proposal import Proposal

# Mail for these is written by the action that makes the move, or isn't wanted.
QUIET = frozenset({"submit", "screen", "start_review", "ask", "answer", "resume"})


@dataclass(frozen=True)
class Offer:
    """A transition that status and person allow now; `refusal` says what is still in the way."""

    transition: Transition
    refusal: RuleBroken | None


@transaction.atomic
def move(
    proposal: Proposal,
    name: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    second: User | None = None,
    decision: Decision | None = None,
    met: frozenset[Need] = frozenset(),
    notice: str = "status",
    **context: Any,
) -> Proposal:
    """Make one transition of the table: lock, check, write, record, queue the mail.

    `by` is None for the system. `second` is the other officer, where two are needed. `met` holds
    needs that only the caller can see. `notice` and `context` choose the mail to the team.

    Returns: the proposal, locked and moved. The instance that was passed in is updated too.
    Raises: RuleBroken when the table, the person or a need refuses; nothing has changed then.
    """
    locked = lock(proposal)
    release = decision is not None
    attempt = Attempt(locked, at, by, reason, second, decision, met, release=release, name=name)
    here = standing(attempt)
    target = next_status(name, here)
    check_needs(name, holding(attempt, TRANSITIONS[name].needs))
    before = {"status": locked.status, "stage": locked.stage.number}
    _write(locked, TRANSITIONS[name], target, origin=remembered(here), at=at)
    audit.record(
        locked,
        name,
        by=by,
        at=at,
        before=before,
        after={"status": locked.status, "stage": locked.stage.number}
        | ({"second": second.pk} if second else {})
        | ({"decision": decision.pk} if decision else {}),
        reason=reason,
    )
    if target in FINAL:
        end_reviews(locked)
    if name not in QUIET:
        message.tell_team(locked, notice, transition=name, reason=reason, **context)
    for attribute in ("status", "stage", "came_from_status", "came_from_stage", "status_since"):
        setattr(proposal, attribute, getattr(locked, attribute))
    return locked


def hold(proposal: Proposal) -> None:
    """Take the row lock that every change to a proposal waits for."""
    Proposal.objects.select_for_update().values("pk").get(pk=proposal.pk)


def lock(proposal: Proposal) -> Proposal:
    """Load a proposal under its row lock."""
    # Locked first, read then: PostgreSQL joins a row that it waited for with the related rows of
    # before the wait, so that a second submission would miss the first one's revision.
    hold(proposal)
    locked = (
        Proposal.objects.select_related("call", "stage", "lead_agency", "current_revision")
        .prefetch_related("extensions")
        .get(pk=proposal.pk)
    )
    locked.stage.call = locked.call  # the same row, loaded once
    return locked


def offers(proposal: Proposal, *, by: User, at: datetime) -> list[Offer]:
    """List what this person can do now, with what is in the way of each."""
    attempt = Attempt(proposal, at, by)
    return [Offer(row, _refusal(row, attempt)) for row in offered(standing(attempt))]


def standing(attempt: Attempt) -> Standing:
    """Return where the proposal stands, and in whose name it would be moved."""
    proposal = attempt.proposal
    if attempt.release:
        actors = frozenset({Actor.RELEASE})
    elif attempt.by is None:
        actors = frozenset({Actor.SYSTEM})
    else:
        actors = access.actors(attempt.by, proposal)
    level = proposal.current_revision.level if proposal.current_revision else proposal.level
    return Standing(
        Status(proposal.status),
        Status(proposal.came_from_status) if proposal.came_from_status else None,
        Level(level) if level else None,
        actors,
    )


def _write(
    proposal: Proposal,
    transition: Transition,
    target: Status,
    *,
    origin: Status,
    at: datetime,
) -> None:
    """Set status, stage and what is remembered, on a locked proposal."""
    returns = any(
        move.source == proposal.status and move.target == CAME_FROM for move in transition.moves
    )
    if returns and proposal.came_from_stage:
        proposal.stage = proposal.came_from_stage
    elif transition.name == "shortlist":
        proposal.stage = next_stage(proposal).get()
    if transition.remembers:
        proposal.came_from_status = origin
        proposal.came_from_stage = proposal.stage
    elif returns:
        proposal.came_from_status = ""
        proposal.came_from_stage = None
    if Status.CLARIFICATION == proposal.status != target:
        # Whatever ends a clarification, no question stays open behind it.
        proposal.clarifications.filter(state="open").update(state="closed")
    proposal.status = target
    proposal.status_since = at
    proposal.save(
        update_fields=["status", "stage", "came_from_status", "came_from_stage", "status_since"]
    )


def _refusal(row: Transition, attempt: Attempt) -> RuleBroken | None:
    needs = tuple(need for need in row.needs if need not in BROUGHT)
    met = holding(attempt, needs) | BROUGHT | {Need.COMPLETE, Need.CONSENT}
    try:
        check_needs(row.name, met)
    except RuleBroken as refusal:
        return refusal
    return None
