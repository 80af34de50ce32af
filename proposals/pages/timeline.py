"""A proposal's history as its team reads it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from proposals.domain.verb import VERBS, Verb
from proposals.domain.workflow.status import LABELS, Status
from proposals.domain.workflow.table import TRANSITIONS, Actor
from proposals.models.account import User
from proposals.models.audit import AuditEntry, chain_of
from proposals.models.proposal import Proposal

# The team reads the entries of these verbs. Only the office reads about assignments, reviews and
# pending decisions.
ON_TIMELINE = tuple(
    verb
    for verb in Verb
    if verb.team_label or (verb in TRANSITIONS and not TRANSITIONS[verb].timeline_verb)
)
# The team also reads the reason of these entries. For transitions, their row says so.
WITH_REASON = frozenset({Verb.EXTEND, Verb.DECLINE_TO_JOIN, Verb.CANCEL_JOINING, Verb.LEAVE})


@dataclass(frozen=True)
class Event:
    at: datetime
    label: str
    by: str
    detail: str = ""
    status: str = ""


@dataclass(frozen=True)
class SelectionDates:
    """When the team was notified, accepted and signed, and when the public was told."""

    notified_at: datetime | None
    accepted_at: datetime | None
    signed_on: date | None
    announced_at: datetime | None


def selection_dates(proposal: Proposal) -> SelectionDates | None:
    """Return the dates of a selection, None for a proposal that isn't selected. One query."""
    if not proposal.is_selected:
        return None
    verbs = (Verb.SELECT, Verb.ACCEPT, Verb.SIGN)
    rows = AuditEntry.objects.filter(chain=chain_of(proposal), verb__in=verbs)
    latest = {row.verb: row for row in rows.order_by("sequence")}
    notice, signature = latest.get(Verb.SELECT), latest.get(Verb.SIGN)
    # An acceptance that was corrected since is no acceptance.
    acceptance = latest.get(Verb.ACCEPT) if proposal.is_accepted else None
    return SelectionDates(
        notified_at=notice.at if notice else None,
        accepted_at=acceptance.at if acceptance else None,
        signed_on=_signed_on(signature) if signature and proposal.is_accepted else None,
        announced_at=proposal.announced_at,
    )


def _signed_on(entry: AuditEntry) -> date:
    return date.fromisoformat(json.loads(entry.text)["after"]["signed_on"])


def timeline(proposal: Proposal) -> list[Event]:
    """Return what the team may read of a proposal's history, the latest first. Two queries."""
    rows = AuditEntry.objects.filter(chain=chain_of(proposal), verb__in=ON_TIMELINE).order_by(
        "-sequence"
    )
    entries = [(row, json.loads(row.text)) for row in rows]
    ids = {payload["actor"] for _, payload in entries if payload["actor"]}
    people = User.objects.in_bulk(ids)
    return [_event(row, payload, people.get(payload["actor"])) for row, payload in entries]


def _event(row: AuditEntry, payload: dict[str, Any], person: User | None) -> Event:
    verb, after = VERBS[row.verb], payload["after"]
    moved = "" if verb.team_label else after["status"]
    return Event(
        at=row.at,
        label=gettext(LABELS[Status(moved)]) if moved else gettext(verb.team_label) % after,
        by=_name(verb, payload, person),
        detail=payload["reason"] if _tells_reason(verb) else "",
        status=moved,
    )


def _name(verb: Verb, payload: dict[str, Any], person: User | None) -> str:
    """Return the name of a partner; everybody who acted for the office is called “The office”."""
    if person is None:
        return gettext("The system")
    return gettext("The office") if _acted_for_office(verb, payload, person) else str(person)


def _acted_for_office(verb: Verb, payload: dict[str, Any], person: User) -> bool:
    """Tell whether a person acted for the office then; their role of today doesn't matter."""
    if "for_office" in payload:
        return bool(payload["for_office"])
    # An entry of an earlier version: some transitions are the lead team's alone, or the office's.
    by = TRANSITIONS[verb].by if verb in TRANSITIONS else frozenset(Actor)
    if Actor.LEAD not in by:
        return True
    return Actor.OFFICER in by and person.is_staff


def _tells_reason(verb: Verb) -> bool:
    row = TRANSITIONS.get(verb)
    return row.team_reads_reason if row else verb in WITH_REASON
