"""A table of finished reviews: criteria with their weights, proposals, and grades."""

from collections.abc import Mapping
from dataclasses import dataclass

# How far two figures have to be apart to count as different.
TINY = 1e-9
# Two grades of one proposal disagree from this share of the scale on: 1.5 of 5.
DISAGREE_SHARE = 0.375


@dataclass(frozen=True)
class Scale:
    """The grades that a criterion may have. Without a step it is any number of the scale."""

    lowest: float = 1.0
    highest: float = 5.0
    step: float | None = None
    is_high_best: bool = True

    def holds(self, grade: float) -> bool:
        return self.lowest <= grade <= self.highest

    def is_on_step(self, grade: float) -> bool:
        if self.step is None:
            return True
        steps = (grade - self.lowest) / self.step
        return abs(steps - round(steps)) <= TINY * max(1.0, abs(steps))


@dataclass(frozen=True)
class GradedReview:
    """A finished review: a grade for each criterion that the reviewer graded."""

    proposal: str
    reviewer: str
    grades: Mapping[str, float]


@dataclass(frozen=True)
class ScoreTable:
    """What `scores_of` reads: everything in the order of its ids. Weights are keyed by criterion."""

    weights: Mapping[str, float]
    proposals: tuple[str, ...]
    reviews: tuple[GradedReview, ...]
    scale: Scale = Scale()
    disagree_from: float = DISAGREE_SHARE * 4
    min_reviews: int = 2
