"""The reviews of one stage side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from proposals.models.call import Criterion, Stage
from proposals.models.proposal import Proposal
from proposals.models.review import Review, Score


@dataclass(frozen=True)
class ScoreRow:
    criterion: Criterion
    scores: tuple[Score | None, ...]


@dataclass(frozen=True)
class Matrix:
    """A row for each criterion, a column for each review. `mean` is from the tally, 0 to 5."""

    reviews: tuple[Review, ...]
    rows: tuple[ScoreRow, ...]
    mean: Decimal | None
    stage: Stage | None = None


def stage_matrices(proposal: Proposal, reviews: Iterable[Review]) -> list[Matrix]:
    """Make a table of reviews for each stage, the latest stage first.

    Scores, criteria, assignments and revisions must be loaded already.
    """
    by_stage: dict[int, list[Review]] = {}
    for review in reviews:
        by_stage.setdefault(review.assignment.revision.stage_id, []).append(review)
    tallies = proposal.tallies.select_related("stage").order_by("-stage__number")
    return [
        matrix(by_stage[tally.stage_id], mean=tally.mean, stage=tally.stage)
        for tally in tallies
        if tally.stage_id in by_stage
    ]


def matrix(
    reviews: Sequence[Review], *, mean: Decimal | None, stage: Stage | None = None
) -> Matrix:
    """Make the table of reviews. Their scores, criteria and assignments must be loaded already."""
    criteria: dict[int, Criterion] = {}
    by_review = []
    for review in reviews:
        scores = {score.criterion_id: score for score in review.scores.all()}
        criteria |= {score.criterion_id: score.criterion for score in scores.values()}
        by_review.append(scores)
    rows = tuple(
        ScoreRow(criterion, tuple(scores.get(pk) for scores in by_review))
        for pk, criterion in sorted(criteria.items())
    )
    return Matrix(tuple(reviews), rows, mean, stage)
