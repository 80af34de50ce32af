"""The ranking: the proposals of a stage by the scores of their reviews, and what these can't say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Sum
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.access.person import sees_every_proposal
from proposals.access.policy import policy_for
from proposals.domain.scoring.diagnostics import Overall, ProposalScores, scores_of
from proposals.domain.scoring.table import DISAGREE_SHARE, GradedReview, Scale, ScoreTable
from proposals.domain.scoring.total import HIGHEST, LOWEST
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.review import Assignment, Review
from proposals.pages.desk.rows import columns, filters, submitted_rows, with_stage
from proposals.pages.proposal import OFFICE_PROPOSALS
from proposals.pages.table.declaration import Column, Row, Table

TOTAL = "total"  # the only criterion here: a review's weighted score
KEPT = 3600  # seconds; a review that is finished or left out changes the key


@dataclass(frozen=True)
class StageScores:
    """What the scores say of the stage, and of each of its proposals by its key."""

    overall: Overall
    proposals: dict[int, ProposalScores]
    totals: dict[int, list[float]]

    @property
    def has_ranks(self) -> bool:
        return any(one.rank for one in self.proposals.values())


def ranking_table(stage: Stage) -> Table:
    own = [
        Column(
            "rank",
            _("rank"),
            lambda row: row.scores and row.scores.rank,
            show=_rank,
            is_number=True,
        ),
        Column("scores", _("scores"), _scores, show=_dots),
    ]
    lowest = Column(
        "lowest",
        _("lowest score"),
        lambda row: row.tally.lowest,
        order="tally__lowest",
        is_number=True,
        is_default=False,
    )
    reference, *rest = columns(
        "reference",
        "title",
        "agency",
        "score",
        "spread",
        "reviews",
        "mass",
        "status",
        others=("level", "country", "flags", "received", "lead"),
    )
    rest[2:4] = [
        replace(rest[2], show=_mean),
        replace(rest[3], label=_("spread"), show=_spread),
    ]
    return Table(
        name=f"ranking-{stage.pk}",
        rows=lambda user: submitted_rows(user, stage),
        prepare=_with_scores(stage),
        search=OFFICE_PROPOSALS.search,
        search_label=OFFICE_PROPOSALS.search_label,
        default_sort="-score",
        tie="pk",
        columns=[reference, own[0], *rest[:3], own[1], *rest[3:], lowest],
        filters=filters(stage, "status", "level", "reviewers", "flags"),
    )


def standing(user: User, stage: Stage) -> StageScores:
    """Return what the scores of a stage say, from the reviews that this person may see alone."""
    rows = _counted(user, stage)
    state = rows.order_by().aggregate(
        n=Count("pk"), keys=Sum("pk"), last=Max("finished_at"), sum=Sum("total")
    )
    # Who is kept from some proposals gets a row of their own, and never the figures of others.
    part = "all" if sees_every_proposal(user) else user.pk
    key = f"standing-{part}-{stage.pk}-{stage.reviews_wanted}-" + "-".join(
        str(state[one]).replace(" ", "T") for one in ("n", "keys", "last", "sum")
    )
    found: StageScores | None = cache.get(key)
    if found is None:
        found = _standing(rows, stage)
        cache.set(key, found, KEPT)
    return found


def _counted(user: User, stage: Stage) -> QuerySet[Review]:
    return (
        policy_for(Review)
        .rows(user)
        .filter(
            assignment__revision__stage=stage,
            assignment__state=Assignment.State.FINISHED,
            total__isnull=False,
        )
    )


def _standing(rows: QuerySet[Review], stage: Stage) -> StageScores:
    columns = ("assignment__proposal", "assignment__reviewer", "total")
    given: list[Any] = list(rows.order_by("assignment__proposal", "pk").values_list(*columns))
    totals = {
        proposal: [float(total) for _, _, total in those]
        for proposal, those in groupby(given, key=itemgetter(0))
    }
    scores = scores_of(
        ScoreTable(
            weights={TOTAL: 1.0},
            proposals=tuple(sorted(map(str, totals))),
            # A proposal that was reviewed in two revisions of the stage has two reviews of a person.
            reviews=tuple(
                GradedReview(str(proposal), f"{reviewer}-{place}", {TOTAL: float(total)})
                for place, (proposal, reviewer, total) in _numbered(given)
            ),
            scale=Scale(LOWEST, HIGHEST),
            disagree_from=DISAGREE_SHARE * (HIGHEST - LOWEST),
            min_reviews=max(stage.reviews_wanted, 1),
        )
    )
    return StageScores(scores.overall, {int(one.id): one for one in scores.proposals}, totals)


def _numbered(
    given: Sequence[tuple[int, int, Decimal]],
) -> list[tuple[int, tuple[int, int, Decimal]]]:
    """Count the reviews that a person wrote of a proposal: 0 for the first."""
    seen: dict[tuple[int, int], int] = {}
    found = []
    for row in given:
        place = seen.get(row[:2], -1) + 1
        seen[row[:2]] = place
        found.append((place, row))
    return found


def _with_scores(stage: Stage) -> Callable[[User, Sequence[Row]], Sequence[Row]]:
    add_stage = with_stage(stage)

    def prepare(user: User, rows: Sequence[Row]) -> Sequence[Row]:
        found = standing(user, stage)
        for row in rows:
            row.scores = found.proposals.get(row.pk)
            row.totals = found.totals.get(row.pk, [])
        return add_stage(user, rows)

    return prepare


def _rounded(value: Decimal | float) -> str:
    """Write a score with one decimal; a second one of three scores means nothing."""
    return number_format(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _mean(row: Any) -> str:
    return "–" if row.tally.mean is None else _rounded(row.tally.mean)


def _spread(row: Any) -> str:
    """Write how far the scores are apart; of a single one there is nothing to say."""
    apart = row.scores.scores.range if row.scores else None
    return "–" if apart is None else _rounded(apart)


def _rank(row: Any) -> str:
    """Write a rank with those that can't be told apart from it."""
    scores: ProposalScores | None = row.scores
    if scores is None or scores.rank is None:
        return "–"
    if scores.rank_from == scores.rank_to:
        return str(scores.rank)
    return gettext("%(rank)s, could be %(first)s to %(last)s") % {
        "rank": scores.rank,
        "first": scores.rank_from,
        "last": scores.rank_to,
    }


def _scores(row: Any) -> str:
    return ", ".join(_rounded(one) for one in sorted(row.totals))


def _dots(row: Any) -> str | SafeString:
    """Draw each review's score as a dot on the scale, with a mark where they disagree."""
    if not row.totals:
        return "–"
    circles = format_html_join(
        "", '<circle cx="{}" cy="8" r="3.5"></circle>', ((_place(one),) for one in row.totals)
    )
    disagrees = row.scores is not None and row.scores.scores.disagree
    return format_html(
        '<svg class="dots{}" viewBox="0 0 84 16" role="img" aria-label="{}"><line x1="2" x2="82" y1="8" y2="8"></line>{}</svg>{}',
        " dots--apart" if disagrees else "",
        _scores(row),
        circles,
        format_html(' <span class="mark mark--warning">{}</span>', gettext("apart"))
        if disagrees
        else "",
    )


def _place(score: float) -> str:
    return f"{4 + 76 * (score - LOWEST) / (HIGHEST - LOWEST):.1f}"
