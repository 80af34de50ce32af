"""Weighted totals and their mean."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.scoring.total import mean, weighted_total

marks = st.integers(0, 5)
weights = st.integers(1, 100)
criteria = st.dictionaries(st.sampled_from("abcdef"), st.tuples(marks, weights), min_size=1)


@pytest.mark.parametrize(
    ("scores", "weighted", "total"),
    [
        ({"science": 4, "feasibility": 3}, {"science": 60, "feasibility": 40}, "3.60"),
        ({"science": 5, "feasibility": 0}, {"science": 60, "feasibility": 40}, "3.00"),
        # Weights are shares of their own sum, whatever that is.
        ({"science": 5, "feasibility": 2}, {"science": 2, "feasibility": 1}, "4.00"),
        ({"science": 1, "feasibility": 2}, {"science": 1, "feasibility": 2}, "1.67"),
        ({"science": 3}, {"science": 7}, "3.00"),
        # A score for what isn't a criterion of this stage counts nothing.
        ({"science": 3, "art": 5}, {"science": 7}, "3.00"),
    ],
)
def test_total_is_the_weighted_mean(
    scores: dict[str, int], weighted: dict[str, int], total: str
) -> None:
    assert weighted_total(scores, weighted) == Decimal(total)


def test_review_has_no_total_while_a_score_is_missing() -> None:
    assert weighted_total({"science": 5}, {"science": 60, "feasibility": 40}) is None
    assert weighted_total({}, {}) is None


def test_score_of_nought_is_a_score() -> None:
    assert weighted_total({"science": 0}, {"science": 60}) == 0


def test_mean_is_taken_over_finished_reviews() -> None:
    assert mean([Decimal("3.60"), Decimal("4.20"), Decimal("1.10")]) == Decimal("2.97")
    assert mean([]) is None


@given(criteria)
def test_total_lies_between_the_lowest_and_the_highest_score(
    given_: dict[str, tuple[int, int]],
) -> None:
    scores = {code: score for code, (score, _) in given_.items()}
    total = weighted_total(scores, {code: weight for code, (_, weight) in given_.items()})
    assert total is not None
    assert min(scores.values()) <= total <= max(scores.values())


@given(criteria, st.integers(2, 9))
def test_larger_weights_in_the_same_proportion_change_nothing(
    given_: dict[str, tuple[int, int]], times: int
) -> None:
    scores = {code: score for code, (score, _) in given_.items()}
    weighted = {code: weight for code, (_, weight) in given_.items()}
    more = {code: weight * times for code, weight in weighted.items()}
    assert weighted_total(scores, weighted) == weighted_total(scores, more)


@given(criteria, st.data())
def test_better_score_never_lowers_the_total(
    given_: dict[str, tuple[int, int]], data: st.DataObject
) -> None:
    scores = {code: score for code, (score, _) in given_.items()}
    weighted = {code: weight for code, (_, weight) in given_.items()}
    code = data.draw(st.sampled_from(sorted(scores)))
    better = scores | {code: data.draw(st.integers(scores[code], 5))}
    before, after = weighted_total(scores, weighted), weighted_total(better, weighted)
    assert before is not None
    assert after is not None
    assert after >= before
