"""The lists of proposals: the office's, and a reviewer's own."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.access.policy import policy_for
from proposals.domain.name import normalised
from proposals.domain.workflow.status import OFFICE_LABELS
from proposals.models.account import User
from proposals.models.call import Call, CallLevel, Stage
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.pages.mass import mass_cell, mass_sign
from proposals.pages.status import status_badge
from proposals.pages.table.declaration import Choice, Column, Filter, Row, Table

# Letters of a Latin word that is looked for in whole texts: a shorter one is in nearly all of them.
SHORTEST = 3


def _badge(proposal: Row) -> str:
    return status_badge(proposal.status, proposal.office_label)


# --- The office's ---------------------------------------------------------------------------


def _rows(user: User) -> QuerySet[Proposal]:
    """Join each proposal with its current tally, of which there is exactly one."""
    rows: QuerySet[Proposal] = policy_for(Proposal).rows(user)
    current = FilteredRelation("tallies", condition=Q(tallies__is_current=True))
    return (
        rows.annotate(tally=current)
        .filter(tally__is_current=True)
        .select_related("call", "stage__call", "lead_agency", "lead", "current_revision")
        .select_related("tally__stage")  # type: ignore[misc]  # the relation that annotate() makes
        .defer("current_revision__content", "current_revision__search")
    )


def _reviews(proposal: Row) -> str:
    """Return how many reviews are finished, of those that the stage wants or has assigned.

    The stage is named if the proposal is in its next stage and nothing is submitted there yet.
    """
    tally = proposal.tally
    wanted = tally.stage.reviews_wanted or tally.assigned
    if not wanted or proposal.current_revision is None:
        return ""
    reviews = f"{tally.finished}/{wanted}"
    return reviews if tally.stage_id == proposal.stage_id else f"{reviews} ({tally.stage})"


def _flags(proposal: Row) -> str:
    tally = proposal.tally
    raised = {
        _("over a limit"): tally.is_over_limit,
        _("controlled components"): tally.has_controlled_components,
        _("hazards"): tally.has_hazards,
        _("TBD"): tally.unknowns,
    }
    return ", ".join(str(label) for label, is_raised in raised.items() if is_raised)


def _search(user: User, rows: QuerySet[Proposal], words: Sequence[str]) -> QuerySet[Proposal]:
    """Search in reference, title and agency, and in the text of the current revision.

    It uses a subquery, because PostgreSQL uses no index for an OR over two joined tables.
    """
    for word in words:
        found = Q(search__contains=word)
        if len(word) >= SHORTEST or not word.isascii():
            submitted = Revision.objects.filter(search__contains=word)
            found |= Q(current_revision__in=submitted.values("pk"))
        rows = rows.filter(found)
    return rows


def _calls(user: User) -> Sequence[Choice]:
    rows = policy_for(Call).rows(user)
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def _reviewer_choices(user: User) -> Sequence[Choice]:
    return [
        ("none", _("No reviewer")),
        ("wanted", _("Fewer reviewers than wanted")),
        ("few", _("Fewer reviews than wanted")),
        ("under_way", _("Reviews under way")),
        ("late", _("A review is late")),
    ]


def by_reviewers(values: Sequence[str], wanted: int | F | None = None) -> Q:
    """Match proposals by their reviewers. `wanted` is how many reviews the stage wants."""
    needed = F("tally__stage__reviews_wanted") if wanted is None else wanted
    asked = {
        "none": Q(tally__assigned=0),
        "wanted": Q(tally__assigned__lt=needed, current_revision__isnull=False),
        "few": Q(tally__finished__lt=needed, current_revision__isnull=False),
        "under_way": Q(tally__finished__lt=F("tally__assigned")),
        "late": Q(tally__due_at__lt=timezone.now()),
    }
    return _any_of([asked[value] for value in values])


def _flag_choices(user: User) -> Sequence[Choice]:
    return [
        ("over", _("Over a limit")),
        ("controlled", _("Controlled components")),
        ("hazards", _("Hazards on board")),
        ("unknown", _("Something is TBD")),
    ]


def _by_flags(values: Sequence[str]) -> Q:
    asked = {
        "over": Q(tally__is_over_limit=True),
        "controlled": Q(tally__has_controlled_components=True),
        "hazards": Q(tally__has_hazards=True),
        "unknown": Q(tally__unknowns__gt=0),
    }
    return _any_of([asked[value] for value in values])


def _any_of(questions: Sequence[Q]) -> Q:
    return reduce(or_, questions)


OFFICE_PROPOSALS = Table(
    name="proposals",
    rows=_rows,
    search=_search,
    search_label=_("Reference, title, agency or words of the text"),
    columns=[
        Column("reference", _("reference"), str, order="reference", is_link=True),
        Column("title", _("title"), lambda row: row.title_for_office, order="title", is_link=True),
        Column("agency", _("lead agency"), lambda row: row.lead_agency, order="lead_agency__name"),
        Column("status", _("status"), lambda row: row.office_label, order="status", show=_badge),
        Column(
            "mass",
            _("NTE, kg"),
            lambda row: mass_cell(row.tally.asked),
            show=lambda row: mass_sign(row.tally.asked),
            order="tally__asked_kg",
            is_number=True,
        ),
        Column("reviews", _("reviews"), _reviews, order="tally__finished", is_number=True),
        Column(
            "score", _("score"), lambda row: row.tally.mean, order="tally__mean", is_number=True
        ),
        Column(
            "spread",
            _("spread of scores"),
            lambda row: row.tally.spread,
            order="tally__spread",
            is_number=True,
            is_default=False,
        ),
        Column(
            "due",
            _("next review due"),
            lambda row: row.tally.due_at,
            order="tally__due_at",
            is_default=False,
        ),
        Column("flags", _("flags"), _flags, is_default=False),
        Column("call", _("call"), lambda row: row.call, order="call__title", is_default=False),
        Column("stage", _("stage"), lambda row: row.stage, order="stage__number", is_default=False),
        Column(
            "level",
            _("level"),
            lambda row: row.get_level_display(),
            order="level",
            is_default=False,
        ),
        Column(
            "country",
            _("country"),
            lambda row: row.lead_agency.country.name,
            order="lead_agency__country",
            is_default=False,
        ),
        Column(
            "lead", _("lead proposer"), lambda row: row.lead, order="lead__name", is_default=False
        ),
        Column(
            "channel",
            _("channel"),
            lambda row: row.get_channel_display(),
            order="channel",
            is_default=False,
        ),
        Column(
            "since",
            _("in this status since"),
            lambda row: row.status_since,
            order="status_since",
            is_default=False,
        ),
        Column(
            "received",
            _("received"),
            lambda row: row.current_revision and row.current_revision.received_at,
            order="current_revision__received_at",
            is_default=False,
        ),
    ],
    filters=[
        Filter(
            "status",
            _("status"),
            lambda user: [(status.value, _(label)) for status, label in OFFICE_LABELS.items()],
            lambda values: Q(status__in=values),
        ),
        Filter("call", _("call"), _calls, lambda values: Q(call__in=values)),
        Filter(
            "stage",
            _("stage"),
            lambda user: Stage.Kind.choices,
            lambda values: Q(stage__kind__in=values),
        ),
        Filter(
            "level",
            _("level"),
            lambda user: CallLevel.Code.choices,
            lambda values: Q(level__in=values),
        ),
        Filter("reviewers", _("reviewers"), _reviewer_choices, by_reviewers),
        Filter("flags", _("flags"), _flag_choices, _by_flags),
    ],
)


# --- A reviewer's -----------------------------------------------------------------------------


def _assigned_rows(user: User) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = policy_for(Proposal).rows(user)
    return rows.select_related("lead_agency")


def as_assigned(user: User, rows: Sequence[Row]) -> Sequence[Row]:
    """Load with one query the revision of each proposal that was assigned to a reviewer."""
    revisions = policy_for(Revision).rows(user).filter(proposal__in=rows)
    latest_last = revisions.select_related("stage__call").order_by("number")
    assigned = {one.proposal_id: one for one in latest_last}
    for row in rows:
        row.current_revision = assigned[row.pk]
        row.level = row.current_revision.level
    return rows


def _search_assigned(
    user: User, rows: QuerySet[Proposal], words: Sequence[str]
) -> QuerySet[Proposal]:
    """Search in the reference and the assigned title; a later title is hidden from reviewers."""
    revisions = policy_for(Revision).rows(user)
    named = revisions.values_list("proposal", "proposal__reference", "title")
    texts = [(pk, normalised(f"{reference} {title}")) for pk, reference, title in named]
    found = [pk for pk, text in texts if all(word in text for word in words)]
    return rows.filter(pk__in=found)


# A reviewer may not sort or filter by columns that they don't see.
ASSIGNED_PROPOSALS = Table(
    name="assigned-proposals",
    rows=_assigned_rows,
    prepare=as_assigned,
    search=_search_assigned,
    search_label=_("Reference or title"),
    columns=[
        Column("reference", _("reference"), str, order="reference", is_link=True),
        Column("title", _("title"), lambda row: row.title_for_office, is_link=True),
        Column("agency", _("lead agency"), lambda row: row.lead_agency, order="lead_agency__name"),
        Column("status", _("status"), lambda row: row.office_label, order="status", show=_badge),
    ],
    filters=[],
)
