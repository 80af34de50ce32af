"""The sign-off of a proposal as its team and the office read it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from proposals.content.signoff import AGENCIES, FILES, SignOffState
from proposals.domain.section.catalogue import SECTIONS
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.revision import Revision


@dataclass(frozen=True)
class FrozenApproval:
    agency: str
    by: str
    at: datetime


@dataclass(frozen=True)
class FrozenSignOff:
    """What a revision says of its sign-off."""

    approvals: tuple[FrozenApproval, ...]
    missing: tuple[str, ...]


def changed_parts(found: SignOffState) -> list[str]:
    """Return the titles of what has changed since the content that was said to be ready."""
    words = {FILES: gettext("Files"), AGENCIES: gettext("Agencies that have joined")}
    return [
        words.get(code) or gettext(SECTIONS[code].title)
        for code in found.changed
        if code in words or code in SECTIONS
    ]


def signatories(agencies: list[Agency]) -> dict[int, list[User]]:
    """Return the people who may bind each agency. One query."""
    rows = Membership.objects.filter(
        agency__in=agencies, is_signatory=True, user__is_active=True
    ).select_related("user")
    found: dict[int, list[User]] = {one.pk: [] for one in agencies}
    for row in rows.order_by("pk"):
        found[row.agency_id].append(row.user)
    return found


def frozen_signoff(revision: Revision) -> FrozenSignOff | None:
    """Read the sign-off from a revision's text; None if its stage asked for none. One query."""
    text: dict[str, Any] | None = json.loads(revision.content).get("sign_off")
    if text is None:
        return None
    people = User.objects.in_bulk([one["approved_by"] for one in text["approvals"]])
    approvals = tuple(
        FrozenApproval(
            one["agency"],
            str(people.get(one["approved_by"], one["approved_by"])),
            datetime.fromisoformat(one["approved_at"]),
        )
        for one in text["approvals"]
    )
    return FrozenSignOff(approvals, tuple(text["missing"]))
