"""The full history of one subject, for the office: who, when, what, before, after, why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext

from proposals.domain.verb import VERBS
from proposals.models.account import User
from proposals.models.audit import AuditEntry, chain_of
from proposals.pages.time import clock

# Values that are the keys of people.
_PEOPLE = ("reviewer", "person", "lead")
_PARTS = ("before", "after")


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    label: str
    by: str
    detail: str


def history(subject: Model, *, most: int | None = None) -> list[HistoryLine]:
    """Return a subject's entries, the latest first. Two queries."""
    rows = [
        (row, json.loads(row.text))
        for row in AuditEntry.objects.filter(chain=chain_of(subject)).order_by("-sequence")[:most]
    ]
    ids = {payload["actor"] for _, payload in rows}
    ids |= {payload[part].get(name) for _, payload in rows for part in _PARTS for name in _PEOPLE}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids - {None})}
    return [
        HistoryLine(
            row.at,
            verb_label(row.verb),
            people.get(payload["actor"], gettext("the system")),
            _detail(payload, people),
        )
        for row, payload in rows
    ]


def verb_label(verb: str) -> str:
    """Return the label of a stored verb; a verb that this version doesn't know is shown as stored."""
    known = VERBS.get(verb)
    return gettext(known.label) if known else verb


def _detail(payload: dict[str, Any], people: Mapping[int, str]) -> str:
    """Return lines of text: one for each change, and one for the reason."""
    lines = []
    for name, value in payload["after"].items():
        before = payload["before"].get(name)
        if before != value:
            shown = _shown(name, value, people)
            words = name.replace("_", " ")
            lines.append(
                f"{words}: {_shown(name, before, people)} → {shown}"
                if before not in (None, "")
                else f"{words}: {shown}"
            )
    if payload["reason"]:
        lines.append(payload["reason"])
    return "\n".join(lines)


def _shown(name: str, value: Any, people: Mapping[int, str]) -> Any:
    """Return a stored value as people write it: a name, an instant, yes or no."""
    if name in _PEOPLE:
        return people.get(value, value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name.endswith("_at") and value:
        return clock(datetime.fromisoformat(value))
    return value
