"""The office's buttons on a proposal: the form of each, and the action that it calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from proposals.access.conflict import conflicts_by_proposal
from proposals.access.person import is_officer, judges, reviewers
from proposals.actions import call, clarification, decision, extension, registration, review, status
from proposals.actions import proposal as actions
from proposals.admin.base.act import Act, Done, MakeForm, Run
from proposals.admin.proposal.link import link_acts
from proposals.domain.refusal import RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import CHAIN, Status
from proposals.domain.workflow.table import CAME_FROM, TRANSITIONS, Actor, Transition, leads_on
from proposals.forms.base import PortalForm
from proposals.forms.clarification import AskForm
from proposals.forms.decision import DecisionForm
from proposals.forms.extension import ExtensionForm
from proposals.forms.proposal import ReasonForm, SignForm
from proposals.forms.review import AssignForm, FoundConflictForm, WaiveForm
from proposals.models.account import User
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.extension import Extension
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.pages.decision import before_drafting
from proposals.pages.time import clock, day

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
    run, form, done = _asking(row)
    is_last = not any(
        move.target == CAME_FROM or leads_on(Status(move.target)) for move in row.moves
    )
    intro = _("This is the last status of the proposal: no button leads on from it.")
    return Act(
        row.name,
        _(row.label),
        run,
        done,
        form,
        style=row.style,
        refusal=refusal,
        intro=intro if is_last else "",
    )


def bulk_acts(user: User, *, listed: Sequence[str]) -> list[Act]:
    """List the buttons that an officer can use for many proposals with these statuses at once.

    An empty `listed` means that proposals of every status are listed.
    """
    if not is_officer(user):
        return []
    sources = {Status(one) for one in listed} or set(Status)
    acts = [
        transition_act(row)
        for row in TRANSITIONS.values()
        if row.in_bulk and row.button_for(Actor.OFFICER) and sources & row.sources
    ]
    if sources & {Status.IN_REVIEW, Status.CLARIFICATION}:
        acts.append(bulk_assign())
    if sources & {Status.IN_REVIEW, Status.CLARIFICATION, Status.RESERVE}:
        acts.append(bulk_decide())
    if sources & set(CHAIN):
        acts.append(_announce_act())
    return acts


def bulk_assign() -> Act:
    return Act(
        "assign",
        _("Assign reviewers"),
        _assign,
        _assigned,
        split=_by_reviewer,
        choose_form=_assign_form,
    )


def _assign_form(proposals: Sequence[Proposal]) -> MakeForm:
    """Mark the reviewers who have a conflict of interest; nothing is assigned to them."""
    people = reviewers()
    found = conflicts_by_proposal(people, proposals)
    marks = {
        person.pk: ", ".join(str(one) for one in proposals if person.pk in found[one.pk])
        for person in people
    }
    return partial(AssignForm, reviewers=people, conflicts=marks)


def _by_reviewer(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Split many assignments by reviewer: a conflict of one must not hold up the others."""
    return [{**data, "reviewers": [one]} for one in data["reviewers"]]


def bulk_decide() -> Act:
    outcomes = list(Decision.Outcome.values)
    form = partial(DecisionForm, outcomes=outcomes)
    return Act("decide", _("Draft a decision"), _decide, _drafted, form, warn=before_drafting)


def _announce_act(*, is_accepted: bool = True) -> Act:
    intro = _(
        "Everybody can then read title, lead agency, level, mass and status of the project on the page of the call. This can't be undone."
    )
    if not is_accepted:
        intro = format_lazy("{} {}", _("The team hasn't accepted the selection yet."), intro)
    return Act("announce", _("Announce the selection"), _announce, _announced, intro=intro)


def _others(proposal: Proposal) -> list[Act]:
    """List the buttons that don't change the status."""
    found = []
    if review.is_reviewable(proposal):
        found.append(bulk_assign())
    if proposal.current_revision_id:
        conflict = partial(FoundConflictForm, people=judges())
        found.append(Act("find_conflict", _("Record a conflict"), _find_conflict, _found, conflict))
    conflicts = proposal.conflicts.filter(waived_by=None).select_related("reviewer")
    if conflicts:
        waive = partial(WaiveForm, conflicts=conflicts)
        found.append(Act("waive_conflict", _("Waive a conflict"), _waive, _waived, waive))
    is_pending = proposal.decisions.filter(state__in=Decision.PENDING).exists()
    if not is_pending and (outcomes := decision.possible(proposal)):
        form = partial(DecisionForm, outcomes=outcomes)
        found.append(replace(bulk_decide(), form=form, style="primary"))
    if proposal.is_editable:
        refusal = extension.cancelled_refusal(proposal)
        act = Act("extend", _("Extend the deadline"), _extend, _extended, ExtensionForm)
        found.append(replace(act, refusal=refusal))
    found += link_acts(proposal)
    if proposal.is_accepted and not proposal.is_final:
        label = _("Record the signature of the agreement")
        found.append(Act("sign", label, _sign, partial(_signed, proposal), SignForm))
    if proposal.waits_for_announcement:
        found.append(_announce_act(is_accepted=not proposal.waits_for_acceptance))
    if proposal.waits_for_officer:
        found.append(Act("confirm", _("Confirm the letter"), _confirm, _confirmed, style="primary"))
    return found


def _asking(row: Transition) -> tuple[Run, MakeForm, Done]:
    """Return the action of a transition, its form, and the function that makes its message."""
    for need in row.needs:
        if need in _FORMS:
            return _FORMS[need]
    form = ReasonForm if row.asks_reason else PortalForm
    return partial(_move, verb=row.verb), form, partial(_moved, verb=row.verb)


@dataclass(frozen=True)
class Found:
    """The conflict that was recorded or waived."""

    proposal: Proposal
    reviewer: User


# --- The actions --------------------------------------------------------------------------


def _move(
    proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime, *, verb: Verb
) -> Proposal:
    return status.move(proposal, verb, by=by, at=at, reason=data.get("reason", ""))


def _ask(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> Clarification:
    return clarification.ask(proposal, text=data["text"], due_at=data["due_at"], by=by, at=at)


def _extend(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> Extension:
    return extension.grant(proposal, until=data["until"], reason=data["reason"], by=by, at=at)


def _assign(
    proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime
) -> list[Assignment]:
    return review.assign_all(
        proposal, reviewers=data["reviewers"], due_at=data["due_at"], by=by, at=at
    )


def _find_conflict(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> Found:
    review.find_conflict(
        proposal,
        reviewer=data["reviewer"],
        reason=data["reason"],
        leaves_out=data["leaves_out"],
        by=by,
        at=at,
    )
    return Found(proposal, data["reviewer"])


def _waive(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> Found:
    review.waive_conflict(data["conflict"], reason=data["reason"], by=by, at=at)
    return Found(proposal, data["conflict"].reviewer)


def _decide(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> Decision:
    return decision.draft(
        proposal,
        outcome=data["outcome"],
        letter=data["letter"],
        reason=data["reason"],
        conditions=data["conditions"],
        by=by,
        at=at,
    )


def _sign(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> date:
    return actions.sign(proposal, signed_on=data["signed_on"], by=by, at=at)


def _announce(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> Proposal:
    return call.announce(proposal, by=by, at=at)


def _confirm(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> Proposal:
    registration.confirm(proposal.registration, by=by, at=at)
    return proposal


# --- What happened ------------------------------------------------------------------------


def _moved(proposal: Proposal, *, verb: Verb) -> str:
    return gettext("%(proposal)s: %(what)s. It is now: %(status)s.") % {
        "proposal": proposal.title_for_office,
        "what": gettext(verb.label),
        "status": proposal.office_label,
    }


def _asked(clarification: Clarification) -> str:
    return gettext("The question is sent to the team of %(proposal)s. It is due %(due)s.") % {
        "proposal": clarification.proposal.title_for_office,
        "due": clock(clarification.due_at),
    }


def _extended(extension: Extension) -> str:
    return gettext("%(proposal)s can be submitted until %(until)s.") % {
        "proposal": extension.proposal.title_for_office,
        "until": clock(extension.until),
    }


def _assigned(assignments: list[Assignment]) -> str:
    names = ", ".join(str(one.reviewer) for one in assignments)
    return ngettext(
        "%(count)s reviewer assigned: %(names)s.",
        "%(count)s reviewers assigned: %(names)s.",
        len(assignments),
    ) % {"count": len(assignments), "names": names}


def _found(found: Found) -> str:
    return gettext("The conflict is recorded. %(reviewer)s can't open %(proposal)s any more.") % {
        "reviewer": found.reviewer,
        "proposal": found.proposal.title_for_office,
    }


def _waived(found: Found) -> str:
    return gettext("The conflict of %(reviewer)s with %(proposal)s is waived.") % {
        "reviewer": found.reviewer,
        "proposal": found.proposal.title_for_office,
    }


def _drafted(decision: Decision) -> str:
    return gettext(
        "The decision on %(proposal)s is drafted: %(outcome)s. Another officer publishes it."
    ) % {
        "proposal": decision.proposal.title_for_office,
        "outcome": decision.get_outcome_display(),
    }


def _signed(proposal: Proposal, signed_on: date) -> str:
    return gettext("The agreement on %(proposal)s was signed on %(day)s.") % {
        "proposal": proposal.title_for_office,
        "day": day(signed_on),
    }


def _announced(proposal: Proposal) -> str:
    return gettext("The selection of %(proposal)s is announced.") % {
        "proposal": proposal.title_for_office
    }


def _confirmed(proposal: Proposal) -> str:
    return gettext("The letter is confirmed: %(reference)s is submitted.") % {
        "reference": proposal.reference
    }


# For needs that ask for more than a reason: the action, its form, and its message.
_FORMS: dict[Need, tuple[Run, MakeForm, Done]] = {
    Need.CLARIFICATION: (_ask, AskForm, _asked),
    Need.EXTENSION: (_extend, ExtensionForm, _extended),
}
