"""The best draft of a matching problem, by HiGHS: first things first.

One mixed-integer model holds what must be. It is solved for one objective after the other; what an
earlier objective has reached stays as a row of the model, so that a later one never costs it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import floor, isfinite
from typing import Any

import highspy
import numpy as np

from proposals.domain.matching.problem import MatchingProblem, Pair, ProposalWanted, ReviewerOffered

SEED = 20_28
# Every objective is a whole number: a bound that is less than one away can't be improved on.
BELOW_ONE = 0.999
TOLERANCE = 1e-6
# In an objective of all in one, what is first weighs so many times the points of a pair.
HEAVY = 1_000
FEW = 4_000  # so many columns are searched first
FEASIBLE = 2  # a HiGHS solution that holds all rows

Terms = list[tuple[int, float]]  # the columns of a row, each with its factor


@dataclass(frozen=True)
class Objective:
    """An objective that counts what is missing: `terms` count what is there, out of `wanted`.

    `most` is an upper bound of what can be there, from the problem alone.
    """

    name: str
    place: int  # in a list of objectives of one name
    wanted: int
    most: int
    terms: Terms


@dataclass(frozen=True)
class Draft:
    """Some pairs that hold what must hold, what they reach, and the best that isn't ruled out."""

    pairs: frozenset[Pair]
    objective: dict[str, Any]
    bound: dict[str, Any]

    @property
    def is_optimal(self) -> bool:
        return self.objective == self.bound


def reached(problem: MatchingProblem, pairs: frozenset[Pair]) -> dict[str, Any]:
    """Return what a draft reaches, counted in whole numbers, in the order in which it matters."""
    places = Counter(proposal for proposal, _ in pairs)
    loads = Counter(reviewer for _, reviewer in pairs)
    kept = len(pairs & problem.previous)
    points = sum(problem.points[pair] for pair in pairs)
    return {
        "unfilled": sum(one.reviews - places[one.id] for one in problem.proposals),
        "missing_roles": _missing_roles(problem, pairs),
        "below_min_load": sum(max(0, one.least - loads[one.id]) for one in problem.reviewers),
        "few_experts": _few_experts(problem, pairs),
        "points": points,
        "kept": kept,
        "total": points + problem.rules.keep_bonus * kept,
    }


def _missing_roles(problem: MatchingProblem, pairs: frozenset[Pair]) -> int:
    people = {one.id: one for one in problem.reviewers}
    of_proposal: dict[str, list[str]] = {}
    for proposal, reviewer in pairs:
        of_proposal.setdefault(proposal, []).append(reviewer)
    return sum(
        max(0, need - sum(people[one].fills(role) for one in of_proposal.get(wanted.id, [])))
        for wanted in problem.proposals
        for role, need in problem.needs(wanted).items()
    )


def _few_experts(problem: MatchingProblem, pairs: frozenset[Pair]) -> list[int]:
    """Count for 1, 2, 3 ... experts the proposals that want so many reviews and have fewer."""
    if problem.rules.expert_from is None:
        return []
    experts = Counter(pair[0] for pair in pairs if problem.is_expert(pair))
    return [
        sum(one.reviews >= count > experts[one.id] for one in problem.proposals)
        for count in range(1, problem.most_reviews + 1)
    ]


def solve(problem: MatchingProblem, *, seconds: float) -> Draft:
    """Return the best draft, or after `seconds` the best one yet with the bounds that were proven."""
    return _Search(problem, Model(problem), seconds).run()


def greedy(problem: MatchingProblem) -> frozenset[Pair]:
    """Return a draft that holds what must hold: the fixed pairs, and then pair by pair the best."""
    taken = set(problem.fixed)
    places, loads = Counter(one for one, _ in taken), Counter(one for _, one in taken)
    people = {one.id: one for one in problem.reviewers}
    groups = Counter(group for pair in taken for group in _groups(problem, pair, people))
    wanted = {one.id: one.reviews for one in problem.proposals}
    for pair in sorted(problem.points, key=lambda one: (-problem.points[one], one)):
        proposal, reviewer = pair
        own = _groups(problem, pair, people)
        if (
            pair in taken
            or pair in problem.shut_out
            or places[proposal] >= wanted[proposal]
            or loads[reviewer] >= people[reviewer].most
            or any(groups[group] >= group[3] for group in own)
        ):
            continue
        taken.add(pair)
        places[proposal] += 1
        loads[reviewer] += 1
        groups.update(own)
    return frozenset(taken)


def _groups(
    problem: MatchingProblem, pair: Pair, people: dict[str, ReviewerOffered]
) -> list[tuple[str, str, str, int]]:
    """Return the limits of its proposal that a pair counts for: one organisation, one country."""
    one, rules = people[pair[1]], problem.rules
    limits = (
        ("organisation", one.organisation, rules.max_same_organisation),
        ("country", one.country, rules.max_same_country),
    )
    return [(pair[0], what, name, most) for what, name, most in limits if name and most is not None]


class Model:
    """The columns and rows of a problem: a column of 0 or 1 for each pair, and one for each need."""

    def __init__(self, problem: MatchingProblem) -> None:
        self.problem = problem
        self.rows: list[tuple[float, float, Terms]] = []
        self.pairs = [
            (one.id, other.id)
            for one in problem.proposals
            if one.reviews
            for other in problem.reviewers
            if other.most and (one.id, other.id) not in problem.shut_out
        ]
        # The upper bound of each column.
        self.columns = [1.0] * len(self.pairs)
        self._column_of = {pair: place for place, pair in enumerate(self.pairs)}
        # The columns of needs, each with the pairs that fill it, how many are needed before, and its most.
        self._needs: list[tuple[int, Any, int, int]] = []
        self._add_limits()
        self.steps = [
            self._places(),
            self._roles(),
            self._loads(),
            *(self._experts() if problem.rules.expert_from is not None else ()),
        ]

    def _add_limits(self) -> None:
        problem = self.problem
        for one in problem.proposals:
            self._row(0, one.reviews, self._on(one, problem.reviewers))
        for other in problem.reviewers:
            self._row(0, min(other.most, len(problem.proposals)), self._of(other))
        for groups, most in (
            (problem.by_organisation, problem.rules.max_same_organisation),
            (problem.by_country, problem.rules.max_same_country),
        ):
            for people in groups.values() if most is not None else ():
                for one in problem.proposals:
                    terms = self._on(one, people)
                    if most is not None and len(terms) > most:
                        self._row(0, most, terms)
        for pair in sorted(problem.fixed):
            self._row(1, 1, [(self._column_of[pair], 1.0)])

    def _row(self, low: float, high: float, terms: Terms) -> None:
        if terms:
            self.rows.append((low, high, terms))

    def _on(self, one: ProposalWanted, people: Iterable[ReviewerOffered]) -> Terms:
        """Return the columns of a proposal with these people."""
        pairs = ((one.id, other.id) for other in people)
        return [(self._column_of[pair], 1.0) for pair in pairs if pair in self._column_of]

    def _of(self, other: ReviewerOffered) -> Terms:
        pairs = ((one.id, other.id) for one in self.problem.proposals)
        return [(self._column_of[pair], 1.0) for pair in pairs if pair in self._column_of]

    def _count(self, terms: Terms, most: int) -> int:
        """Add a column that is at most the sum of some pairs, and at most `most`."""
        column = self._need(terms, before=0, most=most)
        self._row(0, highspy.kHighsInf, [*terms, (column, -1.0)])
        return column

    def _need(self, terms: Terms, *, before: int, most: int) -> int:
        self.columns.append(float(most))
        column = len(self.columns) - 1
        self._needs.append((column, _arrays(terms)[0], before, most))
        return column

    def columns_of(self, pairs: frozenset[Pair]) -> Any:
        """Return the values of all columns for a draft."""
        values = np.zeros(len(self.columns))
        values[[self._column_of[pair] for pair in pairs]] = 1.0
        for column, filling, before, most in self._needs:
            values[column] = min(max(values[filling].sum() - before, 0.0), most)
        return values

    # --- What is missing, first things first ---------------------------------------------------

    def _places(self) -> Objective:
        problem = self.problem
        wanted = sum(one.reviews for one in problem.proposals)
        offered = [
            min(one.reviews, len(self._on(one, problem.reviewers))) for one in problem.proposals
        ]
        loads = [min(other.most, len(self._of(other))) for other in problem.reviewers]
        most = min(sum(offered), sum(loads))
        return Objective(
            "unfilled", 0, wanted, most, [(place, 1.0) for place in range(len(self.pairs))]
        )

    def _roles(self) -> Objective:
        wanted, needed = 0, []
        for one in self.problem.proposals:
            for role, need in self.problem.needs(one).items():
                wanted += need
                people = (other for other in self.problem.reviewers if other.fills(role))
                needed.append((self._on(one, people), need))
        return self._step("missing_roles", 0, wanted, needed)

    def _loads(self) -> Objective:
        wanted = sum(other.least for other in self.problem.reviewers)
        needed = [(self._of(other), other.least) for other in self.problem.reviewers]
        return self._step("below_min_load", 0, wanted, needed)

    def _step(
        self, name: str, place: int, wanted: int, needed: list[tuple[Terms, int]]
    ) -> Objective:
        """Return the objective that as much as possible of each need is there."""
        possible = [(terms, min(need, len(terms))) for terms, need in needed]
        columns = [(self._count(terms, most), 1.0) for terms, most in possible if most]
        return Objective(name, place, wanted, sum(most for _, most in possible), columns)

    def _experts(self) -> Iterable[Objective]:
        """Yield the objectives that as many proposals as possible have 1, 2, 3 ... experts."""
        problem = self.problem
        experts = {
            one.id: self._on(
                one, [it for it in problem.reviewers if problem.is_expert((one.id, it.id))]
            )
            for one in problem.proposals
        }
        earlier: dict[str, Terms] = {one.id: [] for one in problem.proposals}
        for count in range(1, problem.most_reviews + 1):
            wanting = [one for one in problem.proposals if one.reviews >= count]
            terms: Terms = []
            for one in wanting:
                if len(experts[one.id]) >= count:
                    terms.append((self._expert(experts[one.id], earlier[one.id]), 1.0))
            yield Objective("few_experts", count - 1, len(wanting), len(terms), terms)

    def _expert(self, experts: Terms, earlier: Terms) -> int:
        """Add the column of one expert more: 1 if a proposal has so many. `earlier` are the others'."""
        column = self._need(experts, before=len(earlier), most=1)
        if earlier:
            self._row(0, highspy.kHighsInf, [(earlier[-1][0], 1.0), (column, -1.0)])
        earlier.append((column, 1.0))
        self._row(0, highspy.kHighsInf, [*experts, *((place, -1.0) for place, _ in earlier)])
        return column


class _Search:
    """Solves a model for one objective after the other, and holds what each has reached."""

    def __init__(self, problem: MatchingProblem, model: Model, seconds: float) -> None:
        self.problem, self.model, self.seconds = problem, model, seconds
        self.best = greedy(problem)
        self.bound: dict[str, Any] = {}
        self.all_columns = np.arange(len(model.columns), dtype=np.int32)
        self.upper = np.array(model.columns)
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", SEED),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", BELOW_ONE),
        ):
            self.highs.setOptionValue(name, value)

    def run(self) -> Draft:
        steps = self.model.steps
        if self.model.pairs:
            self.highs.passModel(_as_lp(self.model))
            self._maximise(self._weighted(steps))
        for number, step in enumerate(steps):
            if not self._settle(step):
                return self._unproven(steps[number + 1 :])
            self._hold(step)
        return self._with_total()

    def _settle(self, step: Objective) -> bool:
        """Reach the best of one objective. Returns: whether it is proven.

        One more of it weighs more than all points of a draft. The points are there because a model
        without them has very many best solutions, and takes far longer.
        """
        most = step.most
        if self._there(step) < most:
            weight = float(self._most_total() + 1)
            terms = [*self._points(), *((column, weight) for column, _ in step.terms)]
            most = _at_most(most, (self._maximise(terms) + TOLERANCE) / weight)
        self._note(step.name, step.wanted - most)
        return self._there(step) == most

    def _note(self, name: str, value: int) -> None:
        if name == "few_experts":
            self.bound.setdefault(name, []).append(value)
        else:
            self.bound[name] = value

    def _there(self, step: Objective) -> int:
        found = reached(self.problem, self.best)[step.name]
        missing: int = found[step.place] if isinstance(found, list) else found
        return step.wanted - missing

    def _hold(self, step: Objective) -> None:
        """Let no later objective cost what this one has reached."""
        if step.terms and self.model.pairs:
            self._add(self._there(step), highspy.kHighsInf, step.terms)

    def _with_total(self) -> Draft:
        found = reached(self.problem, self.best)
        self.bound.setdefault("few_experts", [])
        total = self._most_total()
        if self.model.pairs and found["total"] < total:
            total = _at_most(total, self._maximise(self._points()) + TOLERANCE)
            found = reached(self.problem, self.best)
        if found["total"] == total:
            return Draft(self.best, found, dict(found))
        return Draft(self.best, found, self.bound | {"total": total})

    def _unproven(self, later: list[Objective]) -> Draft:
        """Return the best draft yet, with the bounds that the problem alone gives for what follows."""
        self.bound.setdefault("few_experts", [])
        for step in later:
            self._note(step.name, step.wanted - step.most)
        found = reached(self.problem, self.best)
        return Draft(self.best, found, self.bound | {"total": self._most_total()})

    def _value(self, pair: Pair) -> int:
        bonus = self.problem.rules.keep_bonus if pair in self.problem.previous else 0
        return self.problem.points[pair] + bonus

    def _most_total(self) -> int:
        """Return a total that no draft exceeds: the best pairs of each proposal."""
        wanted = {one.id: one.reviews for one in self.problem.proposals}
        return sum(
            sum(sorted(map(self._value, pairs), reverse=True)[: wanted[proposal]])
            for proposal, pairs in groupby(self.model.pairs, key=lambda pair: pair[0])
        )

    def _points(self) -> Terms:
        return [(place, float(self._value(pair))) for place, pair in enumerate(self.model.pairs)]

    def _weighted(self, steps: list[Objective]) -> Terms:
        """Return an objective of all in one, which finds a good draft but proves nothing."""
        weight = float(HEAVY * (100 + self.problem.rules.keep_bonus))
        terms = self._points()
        for step in steps:
            terms += [(column, weight) for column, _ in step.terms]
            weight /= 2
        return terms

    def _maximise(self, terms: Terms) -> float:
        """Look for a better draft by an objective. Returns: the bound that was proven for it.

        The linear relaxation goes on from the basis of the objective before, and often its solution is
        whole. If not, the pairs that it uses give a good draft; then the reduced costs rule most of the
        others out, and the search over whole numbers has few pairs left.
        """
        costs = np.zeros(len(self.model.columns))
        for column, factor in terms:
            costs[column] += factor
        self.highs.changeColsCost(len(costs), self.all_columns, costs)
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        if self._run(highspy.HighsVarType.kContinuous) != highspy.HighsModelStatus.kOptimal:
            return float("inf")
        solution = self.highs.getSolution()
        values, reduced = np.array(solution.col_value), np.array(solution.col_dual)
        bound = float(self.highs.getInfo().objective_function_value)
        if np.abs(values - np.round(values)).max() <= TOLERANCE:
            self._take(values)
            return bound
        return self._whole(costs, values, reduced, bound)

    def _whole(self, costs: Any, values: Any, reduced: Any, bound: float) -> float:
        """Search over whole numbers. `bound` is that of the relaxation. Returns: what was proven."""
        unused = values < TOLERANCE
        dearest = np.sort(reduced)[::-1][min(FEW, len(reduced) - 1)]
        self._search(costs, unused & (reduced < dearest), np.zeros(len(values), dtype=bool))
        gained = costs @ self._columns_of_best()
        # What uses such a column, or leaves it, is no better than what was found: values are whole.
        no_gain = gained + BELOW_ONE
        never = unused & (bound + reduced < no_gain)
        always = (values > self.upper - TOLERANCE) & (bound - reduced < no_gain)
        left = self._search(costs, never, always)
        return min(bound, max(left, float(costs @ self._columns_of_best())))

    def _search(self, costs: Any, never: Any, always: Any) -> float:
        """Solve over whole numbers with some columns at 0 and some at their most. Returns: its bound."""
        lower = np.where(always, self.upper, 0.0)
        upper = np.where(never, 0.0, self.upper)
        self.highs.changeColsBounds(len(upper), self.all_columns, lower, upper)
        self._run(highspy.HighsVarType.kInteger)
        if self.highs.getInfo().primal_solution_status == FEASIBLE:
            found = np.array(self.highs.getSolution().col_value)
            if costs @ found > costs @ self._columns_of_best() + TOLERANCE:
                self._take(found)
        bound = self.highs.getInfo().mip_dual_bound
        is_infeasible = self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        self.highs.changeColsBounds(len(upper), self.all_columns, np.zeros(len(upper)), self.upper)
        return float("-inf") if is_infeasible else float(bound)

    def _columns_of_best(self) -> Any:
        """Return the columns of the best draft: those of its pairs, and what is there of each need."""
        return self.model.columns_of(self.best)

    def _run(self, kind: highspy.HighsVarType) -> highspy.HighsModelStatus:
        count = len(self.model.columns)
        self.highs.changeColsIntegrality(count, self.all_columns, np.full(count, kind))
        self.highs.setOptionValue("time_limit", float(self.seconds))
        self.highs.run()
        status: highspy.HighsModelStatus = self.highs.getModelStatus()
        return status

    def _take(self, values: Any) -> None:
        found = zip(self.model.pairs, values[: len(self.model.pairs)], strict=True)
        self.best = frozenset(pair for pair, value in found if value > 0.5)

    def _add(self, low: float, high: float, terms: Terms) -> None:
        columns, factors = _arrays(terms)
        self.highs.addRow(low, high, len(columns), columns, factors)


def _at_most(limit: int, bound: float) -> int:
    """Return the smaller of two upper bounds of a whole number; `bound` is endless without a proof."""
    return min(limit, floor(bound)) if isfinite(bound) else limit


def _as_lp(model: Model) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.columns), len(model.rows)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.array(model.columns)
    lp.row_lower_ = np.array([low for low, _, _ in model.rows])
    lp.row_upper_ = np.array([high for _, high, _ in model.rows])
    columns, factors = _arrays([term for _, _, terms in model.rows for term in terms])
    starts = np.cumsum([0, *(len(terms) for _, _, terms in model.rows)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = columns, factors
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    return lp


def _arrays(terms: Terms) -> tuple[Any, Any]:
    columns = np.array([column for column, _ in terms], dtype=np.int32)
    return columns, np.array([factor for _, factor in terms])
