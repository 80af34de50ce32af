"""What the office's and the reviewer's pages of a proposal have in common: that there are two."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from proposals.access.policy import policy_for
from proposals.models.account import User
from proposals.models.proposal import Proposal
from proposals.pages.table.declaration import Table


@dataclass(frozen=True)
class Side:
    """The list, and the page of one proposal, as the people of one side of the desk see them."""

    table: Table
    template: str
    find: Callable[[User, int], Proposal | None]
    content: Callable[[User, Proposal], dict[str, Any]]


def seen(user: User) -> QuerySet[Proposal]:
    """Return the proposals that this person may see, with what both pages show."""
    rows: QuerySet[Proposal] = policy_for(Proposal).rows(user)
    return rows.select_related("call", "stage__call", "lead_agency", "lead")
