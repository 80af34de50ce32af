"""Which investigators have confirmed their part, as a revision says it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from proposals.content.investigator import NOT_ASKED, as_frozen
from proposals.content.proposal import Content
from proposals.models.investigator import InvestigatorRequest
from proposals.models.revision import Revision


@dataclass(frozen=True)
class FrozenConfirmation:
    name: str
    state: str
    at: datetime | None
    is_confirmed: bool


def frozen_confirmations(revision: Revision) -> list[FrozenConfirmation]:
    """Read the confirmations from a revision's text."""
    return _confirmations(json.loads(revision.content))


def confirmations_to_freeze(content: Content) -> list[FrozenConfirmation]:
    """Return the confirmations that a revision of the working copy would keep."""
    return _confirmations(as_frozen(content))


def _confirmations(frozen: dict[str, Any]) -> list[FrozenConfirmation]:
    return [_read(one) for one in frozen.get("investigators", [])]


def _read(row: dict[str, Any]) -> FrozenConfirmation:
    state = row["state"]
    return FrozenConfirmation(
        row["name"],
        gettext("Not asked") if state == NOT_ASKED else str(InvestigatorRequest.State(state).label),
        datetime.fromisoformat(row["at"]) if row["at"] else None,
        state == InvestigatorRequest.State.CONFIRMED,
    )
