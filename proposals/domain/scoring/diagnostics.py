"""What a table of scores says: means, ranks with their range, reliability, and leniency.

The definitions are those of the format of `manage.py score_reviews`: Fisher's least significant
difference for "told apart", one-way analysis of variance for reliability, and the F test of the
reviewers' effects beside the proposals' for leniency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from scipy.special import fdtrc, stdtrit

from proposals.domain.scoring.effects import Effects, effects
from proposals.domain.scoring.table import TINY, ScoreTable

ENOUGH = 10  # degrees of freedom, below which a spread says nothing
TWO_SIDED_95 = 0.975
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Spread:
    """Several grades of one proposal: how many, their mean, and how far they are apart."""

    n: int
    mean: float | None
    low: float | None
    high: float | None
    range: float | None
    disagree: bool | None


@dataclass(frozen=True)
class ProposalScores:
    """The scores of a proposal. `rank_from` to `rank_to` are the ranks that can't be told apart."""

    id: str
    scores: Spread
    incomplete: int
    criteria: Mapping[str, Spread]
    rank: int | None = None
    rank_from: int | None = None
    rank_to: int | None = None
    component: int | None = None
    corrected: float | None = None


@dataclass(frozen=True)
class ReviewerScores:
    """The scores that a reviewer gave. `leniency` above 0: higher than others give the same proposals."""

    id: str
    n: int
    mean: float
    component: int
    leniency: float | None


@dataclass(frozen=True)
class ReviewScore:
    """The score of a review, None if it is incomplete."""

    proposal: str
    reviewer: str
    score: float | None


@dataclass(frozen=True)
class Overall:
    """Figures of the whole table. `sd`: how far two reviewers of one proposal typically part."""

    reviews: int
    complete: int
    mean: float | None
    sd: float | None
    df: int
    reliability: float | None
    reliability_one: float | None
    components: int


@dataclass(frozen=True)
class Leniency:
    """Whether some reviewers give higher grades than others, beyond chance."""

    df1: int
    df2: int
    f: float | None
    p: float | None
    corrected: bool


@dataclass(frozen=True)
class Scores:
    """Everything that a table says, in the order of the ids."""

    overall: Overall
    leniency: Leniency
    proposals: tuple[ProposalScores, ...]
    reviewers: tuple[ReviewerScores, ...]
    reviews: tuple[ReviewScore, ...]


def scores_of(table: ScoreTable) -> Scores:
    """Compute what a table says."""
    return _Computation(table).scores()


class _Computation:
    """The arrays of one table. A "place" is a row's number in the order of its ids."""

    def __init__(self, table: ScoreTable) -> None:
        self.table = table
        self.totals = [_total(one.grades, table.weights) for one in table.reviews]
        done = [
            (one, total)
            for one, total in zip(table.reviews, self.totals, strict=True)
            if total is not None
        ]
        self.values = np.array([total for _, total in done])
        self.ids, self.proposal, self.n = _places([one.proposal for one, _ in done])
        self.people, self.reviewer, self.n_by = _places([one.reviewer for one, _ in done])
        self.means = _means(self.proposal, self.values, self.n)
        self.within = float(np.square(self.values - self.means[self.proposal]).sum())
        self.df = len(self.values) - len(self.ids)
        self.fit = effects(self.proposal, self.reviewer, self.values) if done else None

    def scores(self) -> Scores:
        fit, leniency = self.fit, self._leniency()
        numbers = _numbers(fit) if fit else []
        is_lone: Any = np.bincount(fit.component_of_reviewer) < 2 if fit else []
        proposals = self._proposals()
        ranks = self._ranks()
        for place, name in enumerate(self.ids):
            component = fit.component_of_proposal[place] if fit else 0
            has = leniency.corrected and fit and not is_lone[component]
            proposals[name] |= {
                "component": numbers[component],
                "corrected": float(fit.proposals[place]) if fit and has else None,
                **ranks.get(name, {}),
            }
        return Scores(
            overall=self._overall(),
            leniency=leniency,
            proposals=tuple(ProposalScores(**one) for one in proposals.values()),
            reviewers=tuple(self._reviewers(numbers, is_lone, leniency)),
            reviews=tuple(
                ReviewScore(one.proposal, one.reviewer, total)
                for one, total in zip(self.table.reviews, self.totals, strict=True)
            ),
        )

    def _overall(self) -> Overall:
        reliability, of_one = self._reliability()
        return Overall(
            reviews=len(self.table.reviews),
            complete=len(self.values),
            mean=float(self.values.mean()) if len(self.values) else None,
            sd=sqrt(self.within / self.df) if self.df else None,
            df=self.df,
            reliability=reliability,
            reliability_one=of_one,
            components=self.fit.components if self.fit else 0,
        )

    def _reliability(self) -> tuple[float | None, float | None]:
        count, all_ = len(self.ids), len(self.values)
        if self.df < ENOUGH or count < 2:
            return None, None
        apart = np.square(self.means - self.values.mean())
        between = float((self.n * apart).sum()) / (count - 1)
        if between <= TINY:
            return None, None
        within = self.within / self.df
        typical = (all_ - float(np.square(self.n).sum()) / all_) / (count - 1)
        return 1 - within / between, (between - within) / (between + (typical - 1) * within)

    # --- Proposals ----------------------------------------------------------------------------

    def _proposals(self) -> dict[str, dict[str, Any]]:
        """Return what is known of each proposal by its reviews alone."""
        totals: dict[str, list[float]] = {name: [] for name in self.table.proposals}
        grades: dict[str, dict[str, list[float]]] = {
            name: {criterion: [] for criterion in self.table.weights} for name in totals
        }
        incomplete = dict.fromkeys(totals, 0)
        for one, total in zip(self.table.reviews, self.totals, strict=True):
            if total is None:
                incomplete[one.proposal] += 1
            else:
                totals[one.proposal].append(total)
            for criterion, grade in one.grades.items():
                grades[one.proposal][criterion].append(grade)
        return {
            name: {
                "id": name,
                "scores": self._spread(totals[name]),
                "incomplete": incomplete[name],
                "criteria": {key: self._spread(given) for key, given in grades[name].items()},
            }
            for name in totals
        }

    def _spread(self, given: Sequence[float]) -> Spread:
        if not given:
            return Spread(0, None, None, None, None, None)
        low, high = min(given), max(given)
        apart = high - low if len(given) > 1 else None
        disagree = None if apart is None else apart >= self.table.disagree_from - TINY
        return Spread(len(given), sum(given) / len(given), low, high, apart, disagree)

    def _ranks(self) -> dict[str, dict[str, int]]:
        """Rank the proposals that have enough reviews: 1 is the best."""
        if self.df < ENOUGH:
            return {}
        places = np.flatnonzero(self.n >= self.table.min_reviews)
        # Larger is better from here on.
        worth = self.means[places] if self.table.scale.is_high_best else -self.means[places]
        counts = self.n[places]
        ordered = np.sort(worth)
        better = len(worth) - np.searchsorted(ordered, worth + TINY, side="right")
        above, below = np.zeros(len(worth), dtype=int), np.zeros(len(worth), dtype=int)
        least = stdtrit(self.df, TWO_SIDED_95) * sqrt(self.within / self.df)
        for other in np.unique(counts):
            those = np.sort(worth[counts == other])
            apart = least * np.sqrt(1 / counts + 1 / other) + TINY
            above += len(those) - np.searchsorted(those, worth + apart, side="right")
            below += np.searchsorted(those, worth - apart, side="left")
        return {
            self.ids[place]: {
                "rank": 1 + int(better[row]),
                "rank_from": 1 + int(above[row]),
                "rank_to": len(places) - int(below[row]),
            }
            for row, place in enumerate(places)
        }

    # --- Reviewers ----------------------------------------------------------------------------

    def _leniency(self) -> Leniency:
        """Test whether the reviewers' effects explain more than chance would."""
        if self.fit is None:
            return Leniency(0, 0, None, None, corrected=False)
        df1 = len(self.people) - self.fit.components
        df2 = len(self.values) - len(self.ids) - len(self.people) + self.fit.components
        f, p = None, None
        if df1 > 0 and df2 >= ENOUGH:
            if self.fit.left > TINY:
                f = ((self.within - self.fit.left) / df1) / (self.fit.left / df2)
                p = float(fdtrc(df1, df2, max(f, 0.0)))
            elif self.within > TINY:
                p = 0.0
        return Leniency(df1, df2, f, p, corrected=p is not None and p < SIGNIFICANT)

    def _reviewers(
        self, numbers: Sequence[int], is_lone: Any, leniency: Leniency
    ) -> list[ReviewerScores]:
        fit = self.fit
        if fit is None:
            return []
        means = _means(self.reviewer, self.values, self.n_by)
        return [
            ReviewerScores(
                id=name,
                n=int(self.n_by[place]),
                mean=float(means[place]),
                component=numbers[component := fit.component_of_reviewer[place]],
                leniency=float(fit.reviewers[place])
                if leniency.corrected and not is_lone[component]
                else None,
            )
            for place, name in enumerate(self.people)
        ]


def _total(grades: Mapping[str, float], weights: Mapping[str, float]) -> float | None:
    """Return the weighted mean of a review, None while a grade that counts is missing."""
    counted = {criterion: weight for criterion, weight in weights.items() if weight}
    if not counted.keys() <= grades.keys():
        return None
    return sum(grades[key] * weight for key, weight in counted.items()) / sum(counted.values())


def _places(ids: Sequence[str]) -> tuple[list[str], Any, Any]:
    """Return the ids in order, the place of each row's id in that order, and each id's count."""
    names = sorted(set(ids))
    place_of = {name: place for place, name in enumerate(names)}
    places = np.array([place_of[name] for name in ids], dtype=int)
    return names, places, np.bincount(places, minlength=len(names))


def _means(places: Any, values: Any, counts: Any) -> Any:
    return np.bincount(places, values, len(counts)) / counts


def _numbers(fit: Effects) -> list[int]:
    """Number the components from 1, in the order of their first proposals."""
    found: dict[int, int] = {}
    for component in fit.component_of_proposal:
        found.setdefault(int(component), len(found) + 1)
    return [found[component] for component in range(fit.components)]
