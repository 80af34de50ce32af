"""move(): the only place where a proposal's status changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from proposals.access.proposal.team import actors
from proposals.actions import audit, message, tally
from proposals.actions.status import endings
from proposals.actions.status.lock import Locked, hold_offer, lock
from proposals.actions.status.needs import Attempt, holding, next_stage, require
from proposals.domain.refusal import RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.need import CheckedBy, Need
from proposals.domain.workflow.rules import Standing, legal, next_status, remembered
from proposals.domain.workflow.status import CHAIN, Level, Status
from proposals.domain.workflow.table import CAME_FROM, TRANSITIONS, Actor, Transition
from proposals.models.account import User
from proposals.models.decision import Decision
from proposals.models.extension import Extension
from proposals.models.proposal import Proposal

MOVED = (
    "status",
    "stage",
    "extended_to",
    "came_from_status",
    "came_from_stage",
    "status_since",
    "announced_at",
)


@dataclass(frozen=True)
class OpenTransition:
    """A transition that status and person allow now; `refusal` is set if a need isn't met yet."""

    transition: Transition
    refusal: RuleBroken | None


@transaction.atomic
def move(
    proposal: Proposal,
    verb: Verb,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    second: User | None = None,
) -> Locked:
    """Lock a proposal and make one transition of the table.

    `by` is None for the system. `second` is the other officer, if the transition needs two.

    Raises: RuleBroken if the table, the person or a need refuses; then nothing has changed.
    """
    return move_locked(lock(proposal), verb, by=by, at=at, reason=reason, second=second)


def move_locked(
    proposal: Locked,
    verb: Verb,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    second: User | None = None,
    decision: Decision | None = None,
    met: frozenset[Need] = frozenset(),
    changed: tuple[str, ...] = (),
    **mail: Any,
) -> Locked:
    """Make one transition of a locked proposal: check it, save it, write history, queue mail.

    `decision` is set if the transition releases a decision. `met` holds the needs that the caller
    has checked itself, and `changed` names the columns that it has set, to be saved with the
    status. `mail` holds further values for the mail's template.

    Returns: the same proposal, with its new status.
    Raises: RuleBroken as move().
    """
    row = TRANSITIONS[verb]
    attempt = Attempt(proposal, at, by, verb, reason, second, decision, met)
    here = standing(attempt)
    target = next_status(verb, here)
    if Need.FITS in row.needs:
        hold_offer(proposal)
    require(row, attempt, met=holding(attempt, row.needs))
    before = {"status": proposal.status, "stage": proposal.stage.number}
    ended = endings.end(proposal, row, target=target, release=decision)
    left = proposal.stage_id
    _set(proposal, row, target, origin=remembered(here), at=at)
    proposal.save(update_fields=[*MOVED, *changed])
    if endings.ASSIGNMENTS in ended:
        tally.count_reviews(proposal, stage_id=left)
    after = {"status": proposal.status, "stage": proposal.stage.number} | ended
    if second:
        after["second"] = second.pk
    if decision:
        after["decision"] = decision.pk
    audit.append(proposal, verb, by=by, at=at, before=before, after=after, reason=reason)
    if row.notice:
        reason_for_team = reason if row.team_reads_reason else ""
        message.tell_team(proposal, row.notice, reason=reason_for_team, **mail)
    return proposal


def open_transitions(proposal: Proposal, *, by: User, at: datetime) -> list[OpenTransition]:
    """List the transitions that this person may make now, each with the need that isn't met yet."""
    attempt = Attempt(proposal, at, by)
    return [OpenTransition(row, _refusal(row, attempt)) for row in legal(standing(attempt))]


def refusal(proposal: Proposal, verb: Verb, *, by: User, at: datetime) -> RuleBroken | None:
    """Return why this person can't make a transition now; None if they can."""
    attempt = Attempt(proposal, at, by)
    try:
        next_status(verb, standing(attempt))
    except RuleBroken as broken:
        return broken
    return _refusal(TRANSITIONS[verb], attempt)


def standing(attempt: Attempt) -> Standing:
    """Return the proposal's status, and the actors in whose name it would be moved."""
    proposal = attempt.proposal
    level = proposal.current_revision.level if proposal.current_revision else proposal.level
    return Standing(
        Status(proposal.status),
        Status(proposal.came_from_status) if proposal.came_from_status else None,
        Level(level) if level else None,
        _actors(attempt),
    )


def _actors(attempt: Attempt) -> frozenset[Actor]:
    if attempt.decision is not None:
        return frozenset({Actor.RELEASE})
    if attempt.by is None:
        return frozenset({Actor.SYSTEM})
    return actors(attempt.by, attempt.proposal)


def _set(
    proposal: Locked, row: Transition, target: Status, *, origin: Status, at: datetime
) -> None:
    """Set the status, the stage, came_from, and that a new selection isn't announced."""
    returns = any(move.source == proposal.status and move.target == CAME_FROM for move in row.moves)
    if returns and proposal.came_from_stage:
        proposal.stage = proposal.came_from_stage
    elif row.enters_next_stage:
        proposal.stage = next_stage(proposal).get()
    if returns or row.enters_next_stage:
        proposal.extended_to = _extended_to(proposal)
    if row.remembers:
        proposal.came_from_status = origin
        proposal.came_from_stage = proposal.stage
    elif returns:
        proposal.came_from_status = ""
        proposal.came_from_stage = None
    if target in CHAIN and proposal.status not in CHAIN:
        # A selection that is made again, by a reinstatement, waits for an announcement of its own.
        proposal.announced_at = None
    proposal.status = target
    proposal.status_since = at


def _extended_to(proposal: Locked) -> datetime | None:
    """Return the end of the latest extension of the proposal's stage."""
    granted = Extension.objects.filter(proposal=proposal, stage=proposal.stage)
    return granted.order_by("-until").values_list("until", flat=True).first()


def _refusal(row: Transition, attempt: Attempt) -> RuleBroken | None:
    """Return the refusal of the first unmet need that the proposal itself decides, or None."""
    asked = tuple(need for need in row.needs if need.checked_by is CheckedBy.PROPOSAL)
    met = holding(attempt, asked) | {need for need in row.needs if need not in asked}
    try:
        require(row, attempt, met=met)
    except RuleBroken as refusal:
        return refusal
    return None
