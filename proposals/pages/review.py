"""The reviews of a revision side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from proposals.domain.scoring import mean
from proposals.models.call import Criterion
from proposals.models.review import Assignment, Review, Score


@dataclass(frozen=True)
class ScoreRow:
    criterion: Criterion
    scores: tuple[Score | None, ...]


@dataclass(frozen=True)
class Matrix:
    """Criteria down, reviews across. `mean` is over finished reviews without conflict, 0 to 5."""

    reviews: tuple[Review, ...]
    rows: tuple[ScoreRow, ...]
    mean: Decimal | None


def matrix(reviews: Sequence[Review]) -> Matrix:
    """Lay out reviews whose scores and criteria are prefetched, and whose assignment is joined."""
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
    totals = [one.total for one in reviews if _counts(one) and one.total is not None]
    return Matrix(tuple(reviews), rows, mean(totals))


def _counts(review: Review) -> bool:
    """Tell whether a review is in the mean; one whose conflict was found since isn't."""
    return review.assignment.state == Assignment.State.FINISHED
