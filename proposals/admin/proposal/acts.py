"""The office's buttons on a proposal: what each asks for, and the action that it calls."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from proposals.access.person import is_officer, judges, reviewers
from proposals.actions import clarification, decision, extension, registration, review, status
from proposals.admin.base.act import Act, MakeForm, Run
from proposals.domain.refusal import RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import Status
from proposals.domain.workflow.table import CAME_FROM, TRANSITIONS, Actor, Transition, leads_on
from proposals.forms.base import PortalForm
from proposals.forms.clarification import AskForm
from proposals.forms.decision import DecisionForm
from proposals.forms.extension import ExtensionForm
from proposals.forms.proposal import ReasonForm
from proposals.forms.review import AssignForm, FoundConflictForm
from proposals.models.account import User
from proposals.models.decision import Decision
from proposals.models.proposal import Proposal

_RANK = {"primary": 0, "secondary": 1, "danger": 2}


def proposal_acts(proposal: Proposal, *, by: User, at: datetime) -> list[Act]:
    """List the buttons that this officer has on this proposal now."""
    if not is_officer(by):
        return []
    moves = [
        transition_act(one.transition, refusal=one.refusal)
        for one in status.open_transitions(proposal, by=by, at=at)
        if one.transition.button_for(Actor.OFFICER)
    ]
    return sorted([*moves, *_others(proposal)], key=lambda act: _RANK[act.style])


def transition_act(row: Transition, *, refusal: RuleBroken | None = None) -> Act:
    """Make the button of one transition of the table."""
    run, form = _asking(row)
    is_last = not any(
        move.target == CAME_FROM or leads_on(Status(move.target)) for move in row.moves
    )
    intro = _("This is the last status of the proposal: no button leads on from it.")
    return Act(
        row.name,
        _(row.label),
        run,
        form,
        style=row.style,
        refusal=refusal,
        intro=intro if is_last else "",
    )


def bulk_transitions() -> list[Transition]:
    """List the transitions that an officer makes for many proposals at once."""
    return [row for row in TRANSITIONS.values() if row.in_bulk and row.button_for(Actor.OFFICER)]


def bulk_assign() -> Act:
    return Act(
        "assign",
        _("Assign reviewers"),
        _assign,
        partial(AssignForm, reviewers=reviewers()),
    )


def bulk_decide() -> Act:
    outcomes = list(Decision.Outcome.values)
    return Act("decide", _("Draft a decision"), _decide, partial(DecisionForm, outcomes=outcomes))


def _others(proposal: Proposal) -> list[Act]:
    """List the buttons that move no status."""
    found = []
    if review.is_reviewable(proposal):
        found.append(bulk_assign())
        conflict = partial(FoundConflictForm, people=judges())
        found.append(Act("find_conflict", _("Record a conflict"), _find_conflict, conflict))
    is_pending = proposal.decisions.filter(state__in=Decision.PENDING).exists()
    if not is_pending and (outcomes := decision.possible(proposal)):
        form = partial(DecisionForm, outcomes=outcomes)
        found.append(Act("decide", _("Draft a decision"), _decide, form, style="primary"))
    if proposal.is_editable:
        found.append(Act("extend", _("Extend the deadline"), _extend, ExtensionForm))
    waiting = getattr(proposal, "registration", None)
    if waiting and not proposal.current_revision_id:
        found.append(Act("confirm", _("Confirm the letter"), _confirm, style="primary"))
    return found


def _asking(row: Transition) -> tuple[Run, MakeForm]:
    """Return what makes a transition, and the form of what its needs ask of the person."""
    for need in row.needs:
        if need in _FORMS:
            return _FORMS[need]
    return partial(_move, verb=row.verb), ReasonForm if row.asks_reason else PortalForm


def _move(
    proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime, *, verb: Verb
) -> None:
    status.move(proposal, verb, by=by, at=at, reason=data.get("reason", ""))


def _ask(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    clarification.ask(proposal, text=data["text"], due_at=data["due_at"], by=by, at=at)


def _extend(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    extension.grant(proposal, until=data["until"], reason=data["reason"], by=by, at=at)


def _assign(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    review.assign_all(proposal, reviewers=data["reviewers"], due_at=data["due_at"], by=by, at=at)


def _find_conflict(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    review.find_conflict(proposal, reviewer=data["reviewer"], reason=data["reason"], by=by, at=at)


def _decide(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    decision.draft(
        proposal,
        outcome=data["outcome"],
        letter=data["letter"],
        reason=data["reason"],
        conditions=data["conditions"],
        by=by,
        at=at,
    )


def _confirm(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    registration.confirm(proposal.registration, by=by, at=at)


# What some needs ask of a person besides a reason, and the action that takes it.
_FORMS: dict[Need, tuple[Run, MakeForm]] = {
    Need.QUESTION: (_ask, AskForm),
    Need.EXTENSION: (_extend, ExtensionForm),
}
