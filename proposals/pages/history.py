"""The full history of one subject, for the office: who, when, what, before, after, why."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext

from proposals.domain.workflow.table import TRANSITIONS
from proposals.models.account import User
from proposals.models.audit import AuditEntry


@dataclass(frozen=True)
class Line:
    at: datetime
    label: str
    by: str
    detail: str


def history(subject: Model, *, most: int | None = None) -> list[Line]:
    """Return a subject's entries, the latest first. Two queries."""
    chain = f"{subject._meta.model_name}:{subject.pk}"
    rows = [
        (row, json.loads(row.text))
        for row in AuditEntry.objects.filter(chain=chain).order_by("-sequence")[:most]
    ]
    ids = {told["actor"] for _, told in rows if told["actor"]}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
    return [
        Line(
            row.at,
            _label(row.verb),
            people.get(told["actor"], gettext("the system")),
            _detail(told),
        )
        for row, told in rows
    ]


def _label(verb: str) -> str:
    known = TRANSITIONS.get(verb)
    return gettext(known.label) if known else verb.replace("_", " ").capitalize()


def _detail(told: dict[str, Any]) -> str:
    """Write what changed, and why, in one line each."""
    lines = []
    for name, value in told["after"].items():
        before = told["before"].get(name)
        if before != value:
            lines.append(
                f"{name}: {before} → {value}" if before not in (None, "") else f"{name}: {value}"
            )
    if told["reason"]:
        lines.append(told["reason"])
    return "\n".join(lines)
