"""What the scores of many reviews say: the worked example, and definitions tried one by one."""

from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from proposals.domain.scoring.diagnostics import Scores, scores_of
from proposals.domain.scoring.table import GradedReview, Scale, ScoreTable

WEIGHTS = {"relevance": 10.0, "science": 40.0}


def table(*reviews: tuple[str, str, float | None], **given: Any) -> ScoreTable:
    """A table of one criterion, from proposal, reviewer and grade."""
    rows = [
        GradedReview(proposal, reviewer, {} if grade is None else {"science": grade})
        for proposal, reviewer, grade in sorted(reviews, key=lambda row: row[:2])
    ]
    names = sorted({one.proposal for one in rows})
    return ScoreTable({"science": 1.0}, tuple(names), tuple(rows), **given)


def ranked(scores: Scores) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(one.id, one.rank, one.rank_from, one.rank_to) for one in scores.proposals]


def test_worked_example() -> None:
    rows = (
        GradedReview("A", "r1", {"science": 5, "relevance": 5}),
        GradedReview("A", "r2", {"science": 4, "relevance": 4}),
        GradedReview("B", "r1", {"science": 4, "relevance": 3}),
        GradedReview("B", "r2", {"science": 2, "relevance": 1.5}),
        GradedReview("C", "r1", {"science": 3}),
    )
    found = scores_of(ScoreTable(WEIGHTS, ("A", "B", "C"), rows))
    assert [one.score for one in found.reviews] == pytest.approx([5, 4, 3.8, 1.9, None])
    a, b, c = found.proposals
    assert (a.scores.mean, a.scores.range, a.scores.disagree) == (4.5, 1, False)
    assert (b.scores.mean, b.scores.range) == pytest.approx((2.85, 1.9))
    assert b.scores.disagree is True
    assert (c.scores.n, c.incomplete, c.criteria["science"].n) == (0, 1, 1)
    assert c.criteria["science"].mean == 3
    assert found.overall.sd == pytest.approx(1.0735, abs=1e-4)
    assert ranked(found) == [(name, None, None, None) for name in "ABC"]
    assert (found.overall.reliability, found.leniency.f) == (None, None)
    assert (found.leniency.df1, found.leniency.df2) == (1, 1)


def test_table_without_reviews_says_nothing() -> None:
    found = scores_of(ScoreTable(WEIGHTS, ("A",), ()))
    assert (found.overall.mean, found.overall.sd, found.overall.components) == (None, None, 0)
    assert found.proposals[0].component is None
    assert found.reviewers == ()


def agreed(*, best_is_high: bool = True) -> Scores:
    """Six proposals whose three reviewers agree but for one: means 1, 2, 3, 3, 4 and about 5."""
    grades = {"A": 1, "B": 2, "C": 3, "D": 3, "E": 4, "F": 5}
    rows = [(name, f"r{n}", float(grade)) for name, grade in grades.items() for n in range(3)]
    rows[-1] = ("F", "r2", 4.9)
    return scores_of(table(*rows, scale=Scale(is_high_best=best_is_high)))


def test_ties_share_a_rank() -> None:
    assert [one[:2] for one in ranked(agreed())] == [
        ("A", 6),
        ("B", 5),
        ("C", 3),
        ("D", 3),
        ("E", 2),
        ("F", 1),
    ]


def test_lower_is_better_where_the_scale_says_so() -> None:
    assert [one[1] for one in ranked(agreed(best_is_high=False))] == [1, 2, 3, 3, 5, 6]


def test_means_that_cannot_be_told_apart_share_a_range() -> None:
    assert ("C", 3, 3, 4) in ranked(agreed())
    noisy = [(name, f"r{n}", g) for name in "ABCDEF" for n, g in enumerate([1.0, 3.0, 5.0])]
    assert {one[1:] for one in ranked(scores_of(table(*noisy)))} == {(1, 1, 6)}


def test_proposal_with_too_few_reviews_has_no_rank() -> None:
    rows = [(name, f"r{n}", float(n + 1)) for name in "ABCDEF" for n in range(3)]
    found = ranked(scores_of(table(*rows, ("G", "r1", 5.0))))
    assert found[-1] == ("G", None, None, None)
    assert found[0] == ("A", 1, 1, 6)


def lenient(by: float) -> Scores:
    """Eight proposals of different worth; one of three reviewers grades all of them higher."""
    worth = [1, 1.5, 2, 2, 2.5, 3, 3, 3.5]
    noise = [0.1, -0.1, 0, 0.1, 0, -0.1, 0.05, -0.05]
    rows = []
    for place, middle in enumerate(worth):
        rows.append((f"P{place}", "hard", middle - noise[place]))
        rows.append((f"P{place}", "mild", middle + by + noise[place]))
        rows.append((f"P{place}", "same", middle + noise[-place]))
    return scores_of(table(*rows))


def test_leniency_is_named_only_if_it_is_proven() -> None:
    assert lenient(0).leniency.corrected is False
    assert {one.leniency for one in lenient(0).reviewers} == {None}
    found = lenient(0.9)
    assert found.leniency.corrected is True
    by_name = {one.id: one.leniency for one in found.reviewers}
    assert by_name["mild"] == pytest.approx(0.6, abs=0.1)
    assert sum(by_name.values()) == pytest.approx(0)  # type: ignore[arg-type]


def test_reviewers_who_explain_everything_are_proven() -> None:
    rows = [(f"P{p}", f"r{r}", 1 + p / 2 + r) for p in range(6) for r in range(3)]
    found = scores_of(table(*rows))
    assert (found.leniency.f, found.leniency.p, found.leniency.corrected) == (None, 0.0, True)
    assert [one.leniency for one in found.reviewers] == pytest.approx([-1, 0, 1])


def test_parts_of_a_table_are_numbered_by_their_first_proposal() -> None:
    rows = [("A", "z", 1.0), ("B", "y", 2.0), ("C", "z", 3.0), ("D", "x", 3.0), ("E", "y", 1.0)]
    found = scores_of(table(*rows))
    assert [one.component for one in found.proposals] == [1, 2, 1, 3, 2]
    assert [(one.id, one.component) for one in found.reviewers] == [("x", 3), ("y", 2), ("z", 1)]
    assert found.overall.components == 3


# --- Against the definitions, written down a second time ----------------------------------------

grade = st.integers(2, 10).map(lambda half: half / 2)
cell = st.tuples(st.integers(0, 8), st.integers(0, 6))
tables = st.dictionaries(cell, st.one_of(st.none(), grade), max_size=50)


@given(tables, st.booleans(), st.integers(0, 3))
def test_answer_is_that_of_the_definitions(
    cells: dict[tuple[int, int], float | None], is_high_best: bool, min_reviews: int
) -> None:
    rows = [(f"P{p}", f"r{r}", value) for (p, r), value in cells.items()]
    given = table(*rows, scale=Scale(is_high_best=is_high_best), min_reviews=min_reviews)
    found = scores_of(given)
    done = [row for row in rows if row[2] is not None]
    grades: dict[str, list[float]] = {}
    for proposal, _, value in done:
        grades.setdefault(proposal, []).append(float(value or 0))
    means = {name: sum(those) / len(those) for name, those in grades.items()}
    ssw = sum((value - means[name]) ** 2 for name, those in grades.items() for value in those)
    df = len(done) - len(means)
    assert found.overall.df == df
    assert found.overall.sd == (pytest.approx(sqrt(ssw / df), abs=1e-9) if df else None)
    _check_reliability(found, grades, means, ssw, df)
    _check_ranks(found, grades, means, sqrt(ssw / df) if df else 0, df, given)
    _check_leniency(found, done, ssw)


def _check_reliability(
    found: Scores, grades: dict[str, list[float]], means: dict[str, float], ssw: float, df: int
) -> None:
    everything = [value for those in grades.values() for value in those]
    n, p = len(everything), len(means)
    overall = sum(everything) / n if n else 0
    msb = sum(len(grades[k]) * (means[k] - overall) ** 2 for k in means) / (p - 1) if p > 1 else 0
    if df < 10 or p < 2 or msb <= 1e-9:
        assert found.overall.reliability is found.overall.reliability_one is None
        return
    msw = ssw / df
    n0 = (n - sum(len(those) ** 2 for those in grades.values()) / n) / (p - 1)
    assert found.overall.reliability == pytest.approx(1 - msw / msb)
    assert found.overall.reliability_one == pytest.approx((msb - msw) / (msb + (n0 - 1) * msw))


def _check_ranks(
    found: Scores,
    grades: dict[str, list[float]],
    means: dict[str, float],
    sd: float,
    df: int,
    given: ScoreTable,
) -> None:
    sign = 1 if given.scale.is_high_best else -1
    names = [name for name in means if len(grades[name]) >= given.min_reviews] if df >= 10 else []
    t = stats.t.ppf(0.975, df) if df else 0
    for one in found.proposals:
        if one.id not in names:
            assert (one.rank, one.rank_from, one.rank_to) == (None, None, None)
            continue
        gaps = {
            other: (
                sign * (means[other] - means[one.id]),
                t * sd * sqrt(1 / len(grades[one.id]) + 1 / len(grades[other])) + 1e-9,
            )
            for other in names
        }
        assert one.rank == 1 + sum(gap > 1e-9 for gap, _ in gaps.values())
        assert one.rank_from == 1 + sum(gap > least for gap, least in gaps.values())
        assert one.rank_to == len(names) - sum(-gap > least for gap, least in gaps.values())


def _check_leniency(found: Scores, done: list[Any], ssw: float) -> None:
    proposals = sorted({row[0] for row in done})
    people = sorted({row[1] for row in done})
    design = np.zeros((len(done), len(proposals) + len(people)))
    for place, (proposal, person, _) in enumerate(done):
        design[place, proposals.index(proposal)] = 1
        design[place, len(proposals) + people.index(person)] = 1
    values = np.array([row[2] for row in done], dtype=float)
    if not done:
        return
    fitted, _, rank, _ = np.linalg.lstsq(design, values, rcond=None)
    sse = float(np.square(values - design @ fitted).sum())
    components = len(proposals) + len(people) - rank
    assert found.overall.components == components
    df1, df2 = len(people) - components, len(done) - rank
    assert (found.leniency.df1, found.leniency.df2) == (df1, df2)
    if df1 == 0 or df2 < 10 or sse <= 1e-9:
        assert found.leniency.f is None
        return
    f = ((ssw - sse) / df1) / (sse / df2)
    assert found.leniency.f == pytest.approx(f, abs=1e-9)
    assert found.leniency.p == pytest.approx(stats.f.sf(f, df1, df2), abs=1e-9)
    if found.leniency.corrected:
        worth = {one.id: one.corrected for one in found.proposals}
        extra = {one.id: one.leniency for one in found.reviewers}
        for (proposal, person, _), expected in zip(done, design @ fitted, strict=True):
            effects = (worth[proposal], extra[person])
            if None not in effects:
                assert sum(filter(None, effects)) == pytest.approx(expected)
