"""The reviews of one stage side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from proposals.models.call import Criterion
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Review, Score
from proposals.models.tally import Tally


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


@dataclass(frozen=True)
class StageReviews:
    """The reviewers and the reviews of one stage."""

    tally: Tally
    assignments: tuple[Assignment, ...]
    matrix: Matrix


def stage_reviews(
    proposal: Proposal, assignments: Iterable[Assignment], reviews: Iterable[Review]
) -> list[StageReviews]:
    """Make a table of reviews for each stage that has reviewers, the latest stage first.

    Revisions, scores and criteria must be loaded already.
    """
    of_stage: dict[int, list[Assignment]] = {}
    for one in assignments:
        of_stage.setdefault(one.revision.stage_id, []).append(one)
    written = list(reviews)
    tallies = proposal.tallies.select_related("stage").order_by("-stage__number")
    return [
        StageReviews(
            tally,
            tuple(of_stage[tally.stage_id]),
            matrix(
                [one for one in written if one.assignment.revision.stage_id == tally.stage_id],
                mean=tally.mean,
            ),
        )
        for tally in tallies
        if tally.stage_id in of_stage
    ]


def matrix(reviews: Sequence[Review], *, mean: Decimal | None) -> Matrix:
    """Make the table of reviews. Their scores, criteria and revisions must be loaded already."""
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
    return Matrix(tuple(reviews), rows, mean)
