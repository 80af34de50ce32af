"""A proposal's history as its team reads it."""

import json
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext

from proposals.domain.translation import gettext_noop
from proposals.domain.workflow.status import LABELS, Status
from proposals.domain.workflow.table import TRANSITIONS
from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.proposal import Proposal

# What the team may read; assignments, reviews and pending decisions are the office's.
SHOWN = MappingProxyType(
    {
        "create": gettext_noop("Draft started"),
        "freeze": gettext_noop("Revision %(revision)s submitted"),
        "withdraw": gettext_noop("Withdrawn"),
        "revive": gettext_noop("Revived"),
        "extend": gettext_noop("Deadline extended for this proposal"),
        "ask": gettext_noop("The office asked a question"),
        "answer_question": gettext_noop("Question answered"),
        "resume": gettext_noop("The office went on without an answer"),
        "reopen": gettext_noop("Reopened"),
        "register_letter": gettext_noop("Letter entered by the office"),
        "store_document": gettext_noop("Document added: %(document)s"),
        "remove_document": gettext_noop("Document removed: %(document)s"),
    }
)
STATUS_MOVES = frozenset(TRANSITIONS) - SHOWN.keys() - {"submit", "answer"}  # told by those
# A reason that was written to the team; others stay with the office.
REASON_SHOWN = frozenset(
    {"find_ineligible", "withdraw", "extend", "lose", "terminate", "resume", "send_back"}
)


@dataclass(frozen=True)
class Event:
    at: datetime
    label: str
    by: str
    detail: str = ""
    status: str = ""


def timeline(proposal: Proposal) -> list[Event]:
    """Return what the team may read of a proposal's history, the latest first. Two queries."""
    rows = AuditEntry.objects.filter(
        chain=f"proposal:{proposal.pk}", verb__in=[*SHOWN, *STATUS_MOVES]
    ).order_by("-sequence")
    entries = [(row, json.loads(row.text)) for row in rows]
    people = _people({told["actor"] for _, told in entries if told["actor"]})
    return [_event(row, told, people) for row, told in entries]


def _people(ids: set[int]) -> dict[int, str]:
    """Name partners; whoever acts for the office is the office."""
    office = gettext("The office")
    return {
        user.pk: office if user.is_staff else str(user) for user in User.objects.filter(pk__in=ids)
    }


def _event(row: AuditEntry, told: dict[str, Any], people: dict[int, str]) -> Event:
    after = told["after"]
    moved = after.get("status", "") if row.verb in STATUS_MOVES else ""
    label = gettext(LABELS[Status(moved)]) if moved else gettext(SHOWN[row.verb]) % after
    return Event(
        at=row.at,
        label=label,
        by=people.get(told["actor"], gettext("The system")),
        detail=told["reason"] if row.verb in REASON_SHOWN else "",
        status=moved,
    )
