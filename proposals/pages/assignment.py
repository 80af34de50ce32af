"""The list of assignments: all of them for the office, their own for a reviewer."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.access.person import reads_scores, reviewers
from proposals.access.policy import policy_for
from proposals.domain.name import normalised
from proposals.models.account import User
from proposals.models.call import Call, Stage
from proposals.models.review import Assignment
from proposals.pages.table.declaration import Choice, Column, Filter, Row, Table

UNDER_WAY = (Assignment.State.INVITED, Assignment.State.ACCEPTED)


def _rows(user: User) -> QuerySet[Assignment]:
    rows: QuerySet[Assignment] = policy_for(Assignment).rows(user)
    return rows.select_related(
        "proposal__call", "revision__stage__call", "reviewer", "review"
    ).defer("revision__content", "revision__search")


def _search(user: User, rows: QuerySet[Assignment], words: Sequence[str]) -> QuerySet[Assignment]:
    """Search in the reference, the title of the assigned revision, and the reviewer's name."""
    if not reads_scores(user):
        return _search_own(rows, words)
    for word in words:
        named = [one.pk for one in reviewers() if word in normalised(str(one))]
        rows = rows.filter(Q(proposal__search__contains=word) | Q(reviewer__in=named))
    return rows


def _search_own(rows: QuerySet[Assignment], words: Sequence[str]) -> QuerySet[Assignment]:
    """Search the few rows of a reviewer, who must not find a proposal by a later title."""
    texts = [(one.pk, normalised(f"{one.proposal.reference} {one.title}")) for one in rows]
    return rows.filter(pk__in=[pk for pk, text in texts if all(word in text for word in words)])


def _total(assignment: Row) -> object:
    return assignment.review.total if assignment.is_finished else None


def _calls(user: User) -> Sequence[Choice]:
    rows = policy_for(Call).rows(user)
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def _reviewers(user: User) -> Sequence[Choice]:
    return [(str(one.pk), str(one)) for one in reviewers()]


def _late(values: Sequence[str]) -> Q:
    return Q(state__in=UNDER_WAY, due_at__lt=timezone.now())


ASSIGNMENTS = Table(
    name="assignments",
    rows=_rows,
    search=_search,
    search_label=_("Reference, title or reviewer"),
    default_sort="due",
    tie="pk",
    columns=[
        Column(
            "proposal",
            _("proposal"),
            lambda row: row.proposal.reference,
            order="proposal__reference",
            is_link=True,
        ),
        Column(
            "title",
            _("title"),
            lambda row: row.title,
            order="revision__title",
            is_link=True,
        ),
        Column(
            "reviewer",
            _("reviewer"),
            lambda row: row.reviewer,
            order="reviewer__name",
            seen_by=reads_scores,
        ),
        Column("state", _("state"), lambda row: row.get_state_display(), order="state"),
        Column("due", _("due"), lambda row: row.due_at, order="due_at"),
        Column(
            "score",
            _("score"),
            _total,
            order="review__total",
            is_number=True,
            is_default=False,
            seen_by=reads_scores,
        ),
        Column(
            "stage",
            _("stage"),
            lambda row: row.revision.stage,
            order="revision__stage__number",
        ),
        Column(
            "assigned",
            _("assigned"),
            lambda row: row.assigned_at,
            order="assigned_at",
            is_default=False,
        ),
    ],
    filters=[
        Filter(
            "state",
            _("state"),
            lambda user: Assignment.State.choices,
            lambda values: Q(state__in=values),
        ),
        Filter(
            "stage",
            _("stage"),
            lambda user: Stage.Kind.choices,
            lambda values: Q(revision__stage__kind__in=values),
        ),
        Filter("late", _("time"), lambda user: [("yes", _("Late"))], _late),
        Filter(
            "call",
            _("call"),
            _calls,
            lambda values: Q(proposal__call__in=values),
            seen_by=reads_scores,
        ),
        Filter(
            "reviewer",
            _("reviewer"),
            _reviewers,
            lambda values: Q(reviewer__in=values),
            seen_by=reads_scores,
        ),
    ],
)
