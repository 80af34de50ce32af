"""The overview of a call: charts of its proposals and reviews, and the work that waits today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext, ngettext
from django_countries import countries

from proposals.access.person import is_officer
from proposals.access.policy import policy_for
from proposals.domain import envelope
from proposals.domain.window import SETTLING
from proposals.domain.workflow.status import FINAL, OFFICE_LABELS, Status
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import CallLevel, Stage
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.revision import Revision
from proposals.models.tally import Tally
from proposals.pages.desk.home import Waiting
from proposals.pages.mass import mass
from proposals.pages.time import day

State = Assignment.State
# After so long without an answer, an invitation to review counts as one to ask about.
UNANSWERED = timedelta(days=3)
COLUMN_WIDTH, CHART_HEIGHT = 10, 60


@dataclass(frozen=True)
class Bar:
    """A line of a chart: its label, its figure, and its length as a share of the longest, 0 to 100."""

    label: str
    figure: int
    share: float
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart that is its own table: a bar in each line."""

    title: str
    head: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Arrival:
    """What arrived on a day. `x`, `y` and `height` place its column in the drawing."""

    day: str
    figure: int
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Arrivals:
    """Submissions by day. `width` is that of the drawing; `deadline` is where the window ends."""

    days: Sequence[Arrival]
    width: int
    deadline: int | None
    first: str
    last: str


@dataclass(frozen=True)
class MassAsked:
    """The mass that the proposals on a platform ask for, and the mass that the call offers there."""

    label: str
    value: Decimal
    shown: str
    limit: Decimal | None
    proposals: int


@dataclass(frozen=True)
class ReviewerLoad:
    """A reviewer's reviews in a stage."""

    name: str
    assigned: int
    finished: int
    late: int
    query: str


@dataclass(frozen=True)
class Overview:
    charts: Sequence[Chart]
    arrivals: Arrivals | None
    masses: Sequence[MassAsked]
    loads: Sequence[ReviewerLoad]
    waiting: Sequence[Waiting] = field(default=())


def overview(user: User, stage: Stage, *, at: datetime) -> Overview:
    """Return what the page shows of the proposals that this person may see."""
    proposals = policy_for(Proposal).rows(user).filter(call=stage.call_id)
    in_stage = proposals.filter(tallies__stage=stage, current_revision__isnull=False)
    return Overview(
        charts=[one for one in _charts(proposals, in_stage, stage) if one.bars],
        arrivals=_arrivals(user, stage),
        masses=_masses(in_stage, stage),
        loads=_loads(user, stage, at=at),
        waiting=[one for one in _waiting(user, stage, at=at) if one.count],
    )


# --- Charts -------------------------------------------------------------------------------


def _charts(
    proposals: QuerySet[Proposal], in_stage: QuerySet[Proposal], stage: Stage
) -> list[Chart]:
    return [
        Chart(gettext("By status"), gettext("Proposals"), _by_status(proposals, stage)),
        Chart(gettext("By level"), gettext("Proposals"), _by_level(in_stage)),
        Chart(
            gettext("By country of the lead agency"), gettext("Proposals"), _by_country(in_stage)
        ),
    ]


def _counted(rows: QuerySet[Proposal], column: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


def _by_status(proposals: QuerySet[Proposal], stage: Stage) -> list[Bar]:
    found = _counted(proposals, "status")
    place = reverse("admin:proposals_proposal_changelist")
    return _bars(
        (
            gettext(label),
            found[status],
            f"{place}?{urlencode({'call': stage.call_id, 'status': status})}",
        )
        for status, label in OFFICE_LABELS.items()
        if status in found
    )


def _by_level(in_stage: QuerySet[Proposal]) -> list[Bar]:
    found = _counted(in_stage, "current_revision__level")
    named = [
        (str(label), found[code], "") for code, label in CallLevel.Code.choices if code in found
    ]
    rest = [(gettext("Not said"), found[""], "")] if "" in found else []
    return _bars([*named, *rest])


def _by_country(in_stage: QuerySet[Proposal]) -> list[Bar]:
    found = _counted(in_stage, "lead_agency__country")
    named = [(countries.name(code) or gettext("International"), n, "") for code, n in found.items()]
    return _bars(sorted(named, key=lambda one: (-one[1], one[0])))


def _bars(lines: Iterable[tuple[str, int, str]]) -> list[Bar]:
    known = list(lines)
    longest = max((figure for _, figure, _ in known), default=1)
    return [
        Bar(label, figure, round(100 * figure / longest, 1), url) for label, figure, url in known
    ]


def _arrivals(user: User, stage: Stage) -> Arrivals | None:
    """Count the revisions that arrived on each day, in the time zone of the reader."""
    rows = policy_for(Revision).rows(user).filter(stage=stage)
    by_day = rows.order_by().annotate(on=TruncDate("received_at")).values_list("on")
    found: dict[date, int] = dict(by_day.annotate(n=Count("pk")))
    if not found:
        return None
    closes = stage.closes_at.astimezone(get_current_timezone()).date()
    first, last = min(found), max(*found, closes)
    highest = max(found.values())
    days = [
        Arrival(
            day(on),
            n,
            x=(on - first).days * COLUMN_WIDTH,
            y=round(CHART_HEIGHT * (1 - n / highest), 1),
            height=round(CHART_HEIGHT * n / highest, 1),
        )
        for on, n in sorted(found.items())
    ]
    width = ((last - first).days + 1) * COLUMN_WIDTH
    deadline = ((closes - first).days + 1) * COLUMN_WIDTH if closes >= first else None
    return Arrivals(days, width, deadline, day(first), day(last))


def _masses(in_stage: QuerySet[Proposal], stage: Stage) -> list[MassAsked]:
    """Add up for each platform what its proposals that haven't ended ask for in this stage."""
    live = in_stage.exclude(status__in=FINAL)
    asked = Tally.objects.filter(stage=stage, proposal__in=live.order_by().values("pk"))
    sums = {
        row["platform"]: row
        for row in asked.values(platform=F("proposal__current_revision__platform")).annotate(
            kg=Sum("asked_kg"),
            unknown=Sum("items_without_mass"),
            blank=Count("pk", filter=Q(asked_kg=None)),
            n=Count("pk"),
        )
    }
    offers = stage.call.offers.named().to_partners().prefetch_related("limits")
    return [
        _mass_asked(str(offer), sums[offer.platform_id], offer.limits.all())
        for offer in offers
        if offer.platform_id in sums
    ]


def _mass_asked(label: str, row: Mapping[str, Any], limits: Iterable[Limit]) -> MassAsked:
    figures = [
        one.maximum
        for one in limits
        if one.is_mass and one.scope == Limit.Scope.PLATFORM and one.maximum is not None
    ]
    total = envelope.Mass(row["kg"] or Decimal(0), row["unknown"])
    shown = mass(total)
    if row["blank"]:
        text = ngettext(
            "%(mass)s, and %(count)s proposal whose mass is unknown",
            "%(mass)s, and %(count)s proposals whose mass is unknown",
            row["blank"],
        )
        shown = text % {"mass": shown, "count": row["blank"]}
    return MassAsked(label, total.kg, shown, figures[0] if figures else None, row["n"])


def _loads(user: User, stage: Stage, *, at: datetime) -> list[ReviewerLoad]:
    rows = policy_for(Assignment).rows(user).filter(revision__stage=stage)
    late = Q(state__in=Assignment.UNDER_WAY, due_at__lt=at)
    found = (
        rows.filter(state__in=Assignment.COUNTED)
        .order_by()
        .values("reviewer", "reviewer__name", "reviewer__email")
        .annotate(
            assigned=Count("pk"),
            finished=Count("pk", filter=Q(state=State.FINISHED)),
            late=Count("pk", filter=late),
        )
    )
    return [
        ReviewerLoad(
            row["reviewer__name"] or row["reviewer__email"],
            row["assigned"],
            row["finished"],
            row["late"],
            urlencode({"reviewer": row["reviewer"]}),
        )
        for row in sorted(found, key=lambda row: (-row["late"], row["reviewer__name"]))
    ]


# --- What waits -----------------------------------------------------------------------------


def _waiting(user: User, stage: Stage, *, at: datetime) -> list[Waiting]:
    """Count what this person can do today."""
    if not is_officer(user):
        return []
    return [*_of_proposals(user, stage, at=at), *_of_reviews(user, stage, at=at)]


def _of_proposals(officer: User, stage: Stage, *, at: datetime) -> list[Waiting]:
    proposals = policy_for(Proposal).rows(officer).filter(call=stage.call_id, stage=stage)
    settled = stage.window().has_settled(at)
    submitted = proposals.filter(status=Status.SUBMITTED)
    to_start = submitted.exclude(extended_to__gte=at - SETTLING - stage.window().grace)
    unverified = policy_for(Agency).rows(officer).filter(state=Agency.State.UNVERIFIED)
    drafted = (
        policy_for(Decision)
        .rows(officer)
        .filter(proposal__in=proposals, state=Decision.State.DRAFTED)
    )
    late = (
        policy_for(Clarification)
        .rows(officer)
        .filter(proposal__in=proposals, state=Clarification.State.OPEN, due_at__lt=at)
    )
    return [
        Waiting(
            n := unverified.filter(
                pk__in=proposals.exclude(status=Status.DRAFT).values("lead_agency")
            ).count(),
            ngettext("agency to verify", "agencies to verify", n),
            f"{reverse('admin:proposals_agency_changelist')}?state__exact={Agency.State.UNVERIFIED}",
        ),
        Waiting(
            n := to_start.count() if settled else 0,
            ngettext(
                "proposal whose screening can start", "proposals whose screening can start", n
            ),
            _tab("screening", stage, status=Status.SUBMITTED),
        ),
        Waiting(
            n := proposals.filter(status=Status.SCREENING).count(),
            ngettext("proposal to screen", "proposals to screen", n),
            _tab("screening", stage, status=Status.SCREENING),
        ),
        Waiting(
            n := late.count(),
            ngettext("late answer of a team", "late answers of teams", n),
            _tab("screening", stage, status=Status.CLARIFICATION),
        ),
        Waiting(
            n := drafted.exclude(drafted_by=officer).count(),
            ngettext("drafted decision to publish", "drafted decisions to publish", n),
            f"{reverse('admin:proposals_decision_changelist')}?state__exact={Decision.State.DRAFTED}",
        ),
    ]


def _of_reviews(officer: User, stage: Stage, *, at: datetime) -> list[Waiting]:
    proposals = policy_for(Proposal).rows(officer).filter(call=stage.call_id, stage=stage)
    few = proposals.filter(
        status=Status.IN_REVIEW,
        tallies__stage=stage,
        tallies__assigned__lt=stage.reviews_wanted,
    )
    rows = (
        policy_for(Assignment).rows(officer).filter(revision__stage=stage, proposal__in=proposals)
    )
    return [
        Waiting(
            n := few.count(),
            ngettext(
                "proposal with fewer reviewers than wanted",
                "proposals with fewer reviewers than wanted",
                n,
            ),
            _tab("assignment", stage, status=Status.IN_REVIEW, reviewers="wanted"),
        ),
        Waiting(
            n := rows.filter(state__in=Assignment.UNDER_WAY, due_at__lt=at).count(),
            ngettext("overdue review", "overdue reviews", n),
            _tab("reviews", stage, late="yes"),
        ),
        Waiting(
            n := rows.filter(state=State.INVITED, assigned_at__lt=at - UNANSWERED).count(),
            ngettext(
                "invitation without an answer for three days",
                "invitations without an answer for three days",
                n,
            ),
            _tab("reviews", stage, state=State.INVITED),
        ),
    ]


def _tab(tab: str, stage: Stage, **query: str) -> str:
    place = reverse(f"admin:desk-{tab}", args=[stage.call.slug])
    return f"{place}?{urlencode({'stage': stage.number, **query})}"
