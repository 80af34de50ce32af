"""The class that describes both sets of pages of a proposal: the office's and the reviewers'."""

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
    """One set of pages: the list of proposals, and the page of one proposal."""

    table: Table
    template: str
    find: Callable[[User, int], Proposal | None]
    content: Callable[[User, Proposal], dict[str, Any]]


def seen(user: User) -> QuerySet[Proposal]:
    """Return the proposals that this person may see, joined with the rows that pages show."""
    rows: QuerySet[Proposal] = policy_for(Proposal).rows(user)
    return rows.select_related("call", "stage__call", "lead_agency", "lead")
