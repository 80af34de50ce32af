"""Weighted totals of a review's scores, and the mean over reviews."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

# The words for each score stand beside every score field.
LOWEST, HIGHEST = 0, 5


def weighted_total(scores: Mapping[str, int], weights: Mapping[str, int]) -> Decimal | None:
    """Return the weighted mean of one review on the scale 0 to 5, or None while a score is missing.

    `scores` and `weights` are keyed by criterion; weights need not sum to 100.
    """
    weight = sum(weights.values())
    if not weight or any(code not in scores for code in weights):
        return None
    total = sum((Decimal(scores[code]) * weights[code] for code in weights), Decimal(0))
    return (total / weight).quantize(Decimal("0.01"))


def mean(totals: Sequence[Decimal]) -> Decimal | None:
    """Return the mean of the finished reviews' totals, two decimals; None for no review."""
    if not totals:
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.01"))
