"""The office's buttons on a proposal: what each asks for, and the action that it calls."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from proposals import access
from proposals.actions import clarification, decision, extension, registration, review, status
from proposals.admin.base.act import Act
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import FINAL
from proposals.domain.workflow.table import TRANSITIONS, Actor, Transition
from proposals.forms.base import PortalForm
from proposals.forms.clarification import AskForm
from proposals.forms.decision import DecisionForm
from proposals.forms.extension import ExtensionForm
from proposals.forms.proposal import ReasonForm
from proposals.forms.review import AssignForm, FoundConflictForm
from proposals.models.account import User
from proposals.models.proposal import Proposal

# These get their screens on the review desk, which comes later.
LATER = frozenset({"merge", "unmerge", "reinstate", "correct", "send_back"})
# An officer submits by entering a letter, on the call's page.
ELSEWHERE = frozenset({"submit"})
FORWARD = frozenset(
    {
        "screen",
        "start_review",
        "start",
        "deliver",
        "integrate",
        "launch",
        "deploy",
        "commission",
        "operate",
        "complete",
    }
)
DANGER = frozenset({"find_ineligible", "lapse", "lose", "terminate"})


def proposal_acts(proposal: Proposal, *, by: User, at: datetime) -> list[Act]:
    """List the buttons that this officer has on this proposal now."""
    if not access.is_officer(by):
        return []
    offers = status.offers(proposal, by=by, at=at)
    moves = [
        transition_act(offer.transition, refusal=offer.refusal)
        for offer in offers
        if Actor.OFFICER in offer.transition.by and offer.transition.name not in LATER | ELSEWHERE
    ]
    return sorted([*moves, *_others(proposal)], key=lambda act: _RANK[act.style])


_RANK = {"primary": 0, "secondary": 1, "danger": 2}


# Final, and no button leads on: a lapsed proposal can be reopened.
ENDS = FINAL - {
    move.source for row in TRANSITIONS.values() if row.name not in LATER for move in row.moves
}


def transition_act(row: Transition, *, refusal: Any = None) -> Act:
    """Make the button of one transition of the table."""
    run, form = _SPECIAL.get(row.name, (partial(_move, name=row.name), _form(row)))
    style = "primary" if row.name in FORWARD else "danger" if row.name in DANGER else "secondary"
    is_last = all(move.target in ENDS for move in row.moves)
    intro = _("This is the last status of the proposal: no button leads on from it.")
    return Act(
        row.name,
        _(row.label),
        run,
        form,
        style=style,
        refusal=refusal,
        intro=intro if is_last else "",
    )


def bulk_transitions() -> list[Transition]:
    """List the transitions that an officer makes for many proposals at once."""
    return [
        row
        for row in TRANSITIONS.values()
        if Actor.OFFICER in row.by and row.name not in LATER | ELSEWHERE | {"reopen"}
    ]


def bulk_assign() -> Act:
    return Act(
        "assign",
        _("Assign reviewers"),
        _assign,
        partial(AssignForm, reviewers=access.reviewers()),
    )


def bulk_decide() -> Act:
    outcomes = ["shortlist", "put_in_reserve", "select", "decline"]
    return Act("decide", _("Draft a decision"), _decide, partial(DecisionForm, outcomes=outcomes))


def _others(proposal: Proposal) -> list[Act]:
    """List the buttons that move no status."""
    found = []
    if review.is_reviewable(proposal):
        found.append(bulk_assign())
        conflict = partial(FoundConflictForm, reviewers=access.reviewers())
        found.append(Act("find_conflict", _("Record a conflict"), _find_conflict, conflict))
    is_pending = proposal.decisions.filter(state__in=decision.PENDING).exists()
    if not is_pending and (outcomes := decision.possible(proposal)):
        form = partial(DecisionForm, outcomes=outcomes)
        found.append(Act("decide", _("Draft a decision"), _decide, form, style="primary"))
    if proposal.is_editable:
        found.append(Act("extend", _("Extend the deadline"), _extend, ExtensionForm))
    waiting = getattr(proposal, "registration", None)
    if waiting and not proposal.current_revision_id:
        found.append(Act("confirm", _("Confirm the letter"), _confirm, style="primary"))
    return found


def _form(row: Transition) -> Any:
    return ReasonForm if Need.REASON in row.needs else PortalForm


def _move(
    proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime, *, name: str
) -> None:
    status.move(proposal, name, by=by, at=at, reason=data.get("reason", ""))


def _ask(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    clarification.ask(proposal, text=data["text"], due_at=data["due_at"], by=by, at=at)


def _resume(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> None:
    clarification.resume(proposal, reason=data["reason"], by=by, at=at)


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


_SPECIAL: dict[str, tuple[Any, Any]] = {
    "ask": (_ask, AskForm),
    "resume": (_resume, ReasonForm),
    "reopen": (_extend, ExtensionForm),
}
