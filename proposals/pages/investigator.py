"""Which investigators had confirmed their part when a revision was submitted."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from proposals.content.investigator import NOT_ASKED
from proposals.models.investigator import InvestigatorRequest
from proposals.models.revision import Revision


@dataclass(frozen=True)
class FrozenConfirmation:
    name: str
    state: str
    at: datetime | None
    is_confirmed: bool


def frozen_confirmations(revision: Revision) -> list[FrozenConfirmation]:
    """Read the confirmations from a revision's text; it has none if nobody was asked."""
    return [_read(one) for one in json.loads(revision.content).get("investigators", [])]


def _read(row: dict[str, Any]) -> FrozenConfirmation:
    state = row["state"]
    return FrozenConfirmation(
        row["name"],
        gettext("Not asked") if state == NOT_ASKED else str(InvestigatorRequest.State(state).label),
        datetime.fromisoformat(row["at"]) if row["at"] else None,
        state == InvestigatorRequest.State.CONFIRMED,
    )
