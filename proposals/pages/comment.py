"""The comments on a section as its team reads them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from proposals.access.comment import team_comments
from proposals.models.account import User
from proposals.models.comment import Comment
from proposals.models.proposal import Proposal


@dataclass(frozen=True)
class Thread:
    """A comment with its replies, the oldest first."""

    first: Comment
    replies: tuple[Comment, ...]

    @property
    def is_open(self) -> bool:
        return self.first.is_open


@dataclass(frozen=True)
class Threads:
    """The comments on one section."""

    section: str
    open: tuple[Thread, ...]
    resolved: tuple[Thread, ...]


def threads(user: User, proposal: Proposal, section: str) -> Threads:
    """Return the comments on a section. One query."""
    return _threads(section, _with_people(user, proposal).filter(section=section))


def _with_people(user: User, proposal: Proposal) -> QuerySet[Comment]:
    rows = team_comments(user, proposal).order_by("pk")
    return rows.select_related("written_by", "resolved_by")


def _threads(section: str, rows: Iterable[Comment]) -> Threads:
    replies: dict[int, list[Comment]] = defaultdict(list)
    first = []
    for row in rows:
        if row.replies_to_id:
            replies[row.replies_to_id].append(row)
        else:
            first.append(row)
    found = [Thread(row, tuple(replies[row.pk])) for row in first]
    return Threads(
        section,
        tuple(one for one in found if one.is_open),
        tuple(one for one in reversed(found) if not one.is_open),
    )


def open_comments(user: User, proposal: Proposal) -> dict[str, int]:
    """Return the number of open comments on each section that has any. One query."""
    rows = team_comments(user, proposal).filter(replies_to=None, resolved_at=None)
    counted = rows.order_by().values("section").annotate(count=Count("pk"))
    return {row["section"]: row["count"] for row in counted}


def beside(user: User, proposal: Proposal, section: str) -> dict[str, Any]:
    """Return what the page of a section shows: its comments, and the counts of all sections.

    One query.
    """
    rows = list(_with_people(user, proposal))
    return {
        "threads": _threads(section, [one for one in rows if one.section == section]),
        "open_comments": Counter(
            one.section for one in rows if one.is_open and not one.replies_to_id
        ),
    }
