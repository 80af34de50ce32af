"""How each need of a transition is checked."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from proposals.access.proposal.own_agency import acts_for_office
from proposals.actions.status import selection
from proposals.domain.refusal import RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.need import CheckedBy, Need
from proposals.domain.workflow.rules import check_needs
from proposals.domain.workflow.status import CHAIN, EDITABLE
from proposals.domain.workflow.table import Transition
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import Call, Stage
from proposals.models.decision import Decision
from proposals.models.proposal import Proposal


@dataclass(frozen=True)
class Attempt:
    """An attempt to move a proposal, with everything that its needs may read.

    `by` is None for the system. `second` is the other officer, if the transition needs two. `met`
    holds the needs that the action has checked under the same lock. `verb` is None if all
    transitions are tried.
    """

    proposal: Proposal
    at: datetime
    by: User | None = None
    verb: Verb | None = None
    reason: str = ""
    second: User | None = None
    decision: Decision | None = None
    met: frozenset[Need] = field(default_factory=frozenset)


Check = Callable[[Attempt], bool]


def holding(attempt: Attempt, needs: tuple[Need, ...]) -> set[Need]:
    """Return those of the given needs that are met."""
    return {need for need in needs if need in attempt.met or _holds(need, attempt)}


def _holds(need: Need, attempt: Attempt) -> bool:
    return need in CHECKS and CHECKS[need](attempt)


def next_stage(proposal: Proposal) -> QuerySet[Stage]:
    return Stage.objects.filter(call=proposal.stage.call_id, number=proposal.stage.number + 1)


def _settled(attempt: Attempt) -> bool:
    cancelled = attempt.proposal.stage.call.is_cancelled
    return cancelled or attempt.proposal.window().has_settled(attempt.at)


def _window(attempt: Attempt) -> bool:
    published = attempt.proposal.stage.call.state == Call.State.PUBLISHED
    return published and attempt.proposal.window().is_open(attempt.at)


def _not_cancelled(attempt: Attempt) -> bool:
    return not attempt.proposal.stage.call.is_cancelled


def _extension(attempt: Attempt) -> bool:
    return attempt.proposal.window().is_open(attempt.at)


def _not_rejected(attempt: Attempt) -> bool:
    return attempt.proposal.lead_agency.state != Agency.State.REJECTED


def _verified(attempt: Attempt) -> bool:
    """Ask for the lead agency, and for a verdict on each agency that has joined or is named.

    The proposal names an agency by name and country, as it was submitted or as its team has it
    today. An agency that was rejected has no part in it, so that it can't hold up the review.
    """
    proposal = attempt.proposal
    named: list[QuerySet[Any]] = [proposal.participations.all()]
    if proposal.current_revision:
        named.append(proposal.current_revision.participations.all())
    waiting = Agency.objects.filter(
        state=Agency.State.UNVERIFIED,
        names__name_folded=OuterRef("name_folded"),
        country=OuterRef("country"),
    )
    is_lead_verified = proposal.lead_agency.state == Agency.State.VERIFIED
    joined = proposal.joinings.joined().filter(agency__state=Agency.State.UNVERIFIED)
    if not is_lead_verified or joined.exists():
        return False
    return not any(rows.filter(Exists(waiting)).exists() for rows in named)


def _reason(attempt: Attempt) -> bool:
    return bool(attempt.reason.strip())


def _answered(attempt: Attempt) -> bool:
    return not attempt.proposal.clarifications.filter(state="open").exists()


def _not_scheduled(attempt: Attempt) -> bool:
    return not attempt.proposal.decisions.filter(state=Decision.State.SCHEDULED).exists()


def _has_next_stage(attempt: Attempt) -> bool:
    return next_stage(attempt.proposal).exists()


def _is_last_stage(attempt: Attempt) -> bool:
    return not _has_next_stage(attempt)


def _released(attempt: Attempt) -> bool:
    """Check that status and revision are those of the decision, and that two officers made it."""
    decision = attempt.decision
    return (
        decision is not None
        and decision.outcome == attempt.verb
        and decision.state == Decision.State.SCHEDULED
        and decision.scheduled_by_id not in (None, decision.drafted_by_id)
        and decision.release_at is not None
        and decision.release_at <= attempt.at
        and decision.from_status == attempt.proposal.status
        and decision.revision_id == attempt.proposal.current_revision_id
    )


def _second_officer(attempt: Attempt) -> bool:
    second, by = attempt.second, attempt.by
    if second is None or by is None or second == by:
        return False
    return acts_for_office(second, attempt.proposal)


def _fits(attempt: Attempt) -> bool:
    return shortage(attempt) is None


def shortage(attempt: Attempt) -> RuleBroken | None:
    """Return why a proposal can't be selected beside the others on its offer, or None.

    A released decision selects it; reinstating brings it back only if it was selected before.
    """
    proposal = attempt.proposal
    joins = attempt.decision is not None or proposal.came_from_status in CHAIN
    return selection.shortage(proposal) if joins else None


def _revivable(attempt: Attempt) -> bool:
    return attempt.proposal.came_from_status in EDITABLE


CHECKS: MappingProxyType[Need, Check] = MappingProxyType(
    {
        Need.WINDOW: _window,
        Need.NOT_REJECTED: _not_rejected,
        Need.SETTLED: _settled,
        Need.REASON: _reason,
        Need.REVIVABLE: _revivable,
        Need.NOT_CANCELLED: _not_cancelled,
        Need.EXTENSION: _extension,
        Need.VERIFIED: _verified,
        Need.NOT_SCHEDULED: _not_scheduled,
        Need.ANSWERED: _answered,
        Need.RELEASED: _released,
        Need.NEXT_STAGE: _has_next_stage,
        Need.LAST_STAGE: _is_last_stage,
        Need.FITS: _fits,
        Need.SECOND_OFFICER: _second_officer,
    }
)


def require(row: Transition, attempt: Attempt, *, met: Collection[Need]) -> None:
    """Raise the refusal of the first need that isn't met, with the figures of this case."""
    try:
        check_needs(row.verb, met)
    except RuleBroken as broken:
        is_shortage = broken.refusal is Need.FITS.refusal
        raise (shortage(attempt) if is_shortage else None) or broken from None


def require_answers(checks: MappingProxyType[Need, Check] = CHECKS) -> None:
    """Check that each need is decided in exactly one place. Raises: ValueError."""
    asked_here = {need for need in Need if need.checked_by is not CheckedBy.ACTION}
    if wrong := asked_here ^ set(checks):
        raise ValueError(f"needs and their checks differ: {sorted(need.name for need in wrong)}")


require_answers()
