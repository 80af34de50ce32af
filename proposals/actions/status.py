"""move(): the only place where a proposal's status changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from proposals import access
from proposals.actions import audit, message
from proposals.domain import envelope, workflow
from proposals.domain.refusal import RuleBroken
from proposals.domain.workflow import BROUGHT, CHAIN, Actor, Level, Need, Standing, Status
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import Call, Stage
from proposals.models.decision import Decision
from proposals.models.mission import Limit
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment

# Mail for these is written by the action that makes the move, or isn't wanted.
QUIET = frozenset({"submit", "screen", "start_review", "ask", "answer", "resume"})


@dataclass(frozen=True)
class Attempt:
    """A wish to move a proposal, with all that its needs may ask."""

    proposal: Proposal
    at: datetime
    by: User | None = None
    reason: str = ""
    second: User | None = None
    decision: Decision | None = None
    # What move() can't see itself: the caller has checked it under the same lock.
    met: frozenset[Need] = field(default_factory=frozenset)
    release: bool = False
    name: str = ""


@dataclass(frozen=True)
class Offer:
    """A transition that status and person allow now; `refusal` says what is still in the way."""

    transition: workflow.Transition
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
    target = workflow.next_status(name, here)
    workflow.check_needs(name, _met(attempt, workflow.TRANSITIONS[name].needs))
    before = {"status": locked.status, "stage": locked.stage.number}
    _write(locked, workflow.TRANSITIONS[name], target, origin=workflow.remembered(here), at=at)
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
    if target in workflow.FINAL:
        _end_reviews(locked)
    if name not in QUIET:
        message.tell_team(locked, notice, transition=name, reason=reason, **context)
    for attribute in ("status", "stage", "came_from_status", "came_from_stage", "status_since"):
        setattr(proposal, attribute, getattr(locked, attribute))
    return locked


def _end_reviews(proposal: Proposal) -> None:
    """Cancel the reviews under way, which nobody needs any more."""
    reviewing = (Assignment.State.INVITED, Assignment.State.ACCEPTED)
    proposal.assignments.filter(state__in=reviewing).update(state=Assignment.State.CANCELLED)


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
    return [Offer(row, _refusal(row, attempt)) for row in workflow.offered(standing(attempt))]


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
    transition: workflow.Transition,
    target: Status,
    *,
    origin: Status,
    at: datetime,
) -> None:
    """Set status, stage and what is remembered, on a locked proposal."""
    returns = any(
        move.source == proposal.status and move.target == workflow.CAME_FROM
        for move in transition.moves
    )
    if returns and proposal.came_from_stage:
        proposal.stage = proposal.came_from_stage
    elif transition.name == "shortlist":
        proposal.stage = _next_stage(proposal).get()
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


def _refusal(row: workflow.Transition, attempt: Attempt) -> RuleBroken | None:
    needs = tuple(need for need in row.needs if need not in BROUGHT)
    met = _met(attempt, needs) | BROUGHT | {Need.COMPLETE, Need.CONSENT}
    try:
        workflow.check_needs(row.name, met)
    except RuleBroken as refusal:
        return refusal
    return None


def _met(attempt: Attempt, needs: tuple[Need, ...]) -> set[Need]:
    """Return the needs that hold, asking only for those of this transition."""
    return set(attempt.met) | {need for need in needs if need in HOLDS and HOLDS[need](attempt)}


def _next_stage(proposal: Proposal) -> QuerySet[Stage]:
    return Stage.objects.filter(call=proposal.stage.call_id, number=proposal.stage.number + 1)


def _settled(attempt: Attempt) -> bool:
    cancelled = attempt.proposal.stage.call.state == Call.State.CANCELLED
    return cancelled or attempt.proposal.window().has_settled(attempt.at)


def _window(attempt: Attempt) -> bool:
    published = attempt.proposal.stage.call.state == Call.State.PUBLISHED
    return published and attempt.proposal.window().is_open(attempt.at)


def _verified(attempt: Attempt) -> bool:
    proposal = attempt.proposal
    unverified = Agency.objects.exclude(state=Agency.State.VERIFIED)
    return (
        proposal.lead_agency.state == Agency.State.VERIFIED
        and not proposal.participations.filter(agency__in=unverified).exists()
    )


def _released(attempt: Attempt) -> bool:
    """Check the decision against what it was decided on, and its two officers."""
    decision = attempt.decision
    return (
        decision is not None
        and decision.outcome == attempt.name
        and decision.state == Decision.State.SCHEDULED
        and decision.scheduled_by_id not in (None, decision.drafted_by_id)
        and decision.release_at is not None
        and decision.release_at <= attempt.at
        and decision.from_status == attempt.proposal.status
        and decision.revision_id == attempt.proposal.current_revision_id
    )


def _second_officer(attempt: Attempt) -> bool:
    second, by = attempt.second, attempt.by
    return second is not None and by is not None and second != by and access.is_officer(second)


def _fits(attempt: Attempt) -> bool:
    """Ask whether a proposal fits beside what is selected on its platform.

    Asked of one from the reserve, and of one that was selected and comes back.
    """
    proposal = attempt.proposal
    revision = proposal.current_revision
    joins = proposal.status == Status.RESERVE or proposal.came_from_status in CHAIN
    if not joins or not revision or not revision.platform_id:
        return True
    limit = Limit.objects.filter(
        platform=revision.platform_id, quantity=Limit.Quantity.MASS, scope=Limit.Scope.PLATFORM
    ).first()
    if not limit or limit.maximum is None:
        return True
    others = Proposal.objects.filter(
        call=proposal.call_id, status__in=CHAIN, current_revision__platform=revision.platform_id
    ).values_list("current_revision__asked_kg", flat=True)
    asked = [mass for mass in [*others, revision.asked_kg] if mass is not None]
    return envelope.fits(asked, limit.maximum, margin=proposal.stage.call.system_margin)


def _revivable(attempt: Attempt) -> bool:
    return attempt.proposal.came_from_status in workflow.EDITABLE


HOLDS: MappingProxyType[Need, Callable[[Attempt], bool]] = MappingProxyType(
    {
        Need.WINDOW: _window,
        Need.NOT_REJECTED: lambda a: a.proposal.lead_agency.state != Agency.State.REJECTED,
        Need.SETTLED: _settled,
        Need.REASON: lambda a: bool(a.reason.strip()),
        Need.REVIVABLE: _revivable,
        Need.EXTENSION: lambda a: a.proposal.window().is_open(a.at),
        Need.VERIFIED: _verified,
        Need.QUESTION: lambda a: a.proposal.clarifications.filter(
            state="open", due_at__gt=a.at
        ).exists(),
        Need.NOT_SCHEDULED: lambda a: (
            not a.proposal.decisions.filter(state=Decision.State.SCHEDULED).exists()
        ),
        Need.ANSWERED: lambda a: not a.proposal.clarifications.filter(state="open").exists(),
        Need.RELEASED: _released,
        Need.NEXT_STAGE: lambda a: _next_stage(a.proposal).exists(),
        Need.LAST_STAGE: lambda a: not _next_stage(a.proposal).exists(),
        Need.FITS: _fits,
        Need.SECOND_OFFICER: _second_officer,
    }
)
