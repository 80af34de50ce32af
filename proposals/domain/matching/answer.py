"""A draft as its answer says it: who reads what, how well each proposal is served, and why not better."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from proposals.domain.matching.problem import MatchingProblem, Pair, ProposalWanted, ReviewerOffered
from proposals.domain.matching.solver import Draft


def answer(problem: MatchingProblem, draft: Draft) -> dict[str, Any]:
    """Return the answer to a problem with its draft."""
    of_proposal: dict[str, set[str]] = defaultdict(set)
    for proposal, reviewer in draft.pairs:
        of_proposal[proposal].add(reviewer)
    loads = Counter(reviewer for _, reviewer in draft.pairs)
    return {
        "status": "optimal" if draft.is_optimal else "feasible",
        "objective": draft.objective,
        "bound": draft.bound,
        "pairs": [_pair(problem, pair) for pair in sorted(draft.pairs)],
        "proposals": [
            _proposal(problem, one, of_proposal[one.id], loads) for one in problem.proposals
        ],
        "reviewers": [
            {"id": one.id, "load": loads[one.id], "min": one.least, "max": one.most}
            for one in problem.reviewers
        ],
        "changes": _changes(problem, draft.pairs),
    }


def _pair(problem: MatchingProblem, pair: Pair) -> dict[str, Any]:
    proposals = {one.id: one.topics for one in problem.proposals}
    reviewers = {one.id: one.topics for one in problem.reviewers}
    return {
        "proposal": pair[0],
        "reviewer": pair[1],
        "points": problem.points[pair],
        "fixed": pair in problem.fixed,
        "topics": sorted(proposals[pair[0]].keys() & reviewers[pair[1]].keys()),
    }


def _proposal(
    problem: MatchingProblem, one: ProposalWanted, assigned: set[str], loads: Mapping[str, int]
) -> dict[str, Any]:
    pairs = [(one.id, reviewer) for reviewer in assigned]
    has_experts = problem.rules.expert_from is not None
    return {
        "id": one.id,
        "reviews": one.reviews,
        "assigned": len(assigned),
        "experts": sum(map(problem.is_expert, pairs)) if has_experts else None,
        "points": sum(problem.points[pair] for pair in pairs),
        "unmet": _unmet(problem, one, assigned, loads),
    }


def _unmet(
    problem: MatchingProblem, one: ProposalWanted, assigned: set[str], loads: Mapping[str, int]
) -> list[dict[str, Any]]:
    others = [other for other in problem.reviewers if other.id not in assigned]
    on_it = [other for other in problem.reviewers if other.id in assigned]
    found = []
    if missing := one.reviews - len(assigned):
        found.append(("place", missing, others))
    for role, need in problem.needs(one).items():
        missing = need - sum(other.fills(role) for other in on_it)
        if missing > 0:
            fitting = [other for other in others if other.fills(role)]
            found.append((role.removeprefix("track "), missing, fitting))
    return [
        {"what": what, "missing": missing, "because": _because(problem, one, who, on_it, loads)}
        for what, missing, who in found
    ]


def _because(
    problem: MatchingProblem,
    one: ProposalWanted,
    others: Sequence[ReviewerOffered],
    on_it: Sequence[ReviewerOffered],
    loads: Mapping[str, int],
) -> dict[str, int]:
    """Count the reviewers who aren't on a proposal by the first reason that applies."""
    counts = Counter(_why_not(problem, one, other, on_it, loads) for other in others)
    return dict(sorted(counts.items()))


def _why_not(
    problem: MatchingProblem,
    one: ProposalWanted,
    other: ReviewerOffered,
    on_it: Sequence[ReviewerOffered],
    loads: Mapping[str, int],
) -> str:
    if reason := problem.shut_out.get((one.id, other.id)):
        return reason.value
    if loads[other.id] >= other.most:
        return "full"
    if _is_taken(problem.rules.max_same_organisation, other.organisation, on_it, "organisation"):
        return "organisation_taken"
    if _is_taken(problem.rules.max_same_country, other.country, on_it, "country"):
        return "country_taken"
    return "free"


def _is_taken(most: int | None, name: str, on_it: Sequence[ReviewerOffered], what: str) -> bool:
    if most is None or not name:
        return False
    return len([one for one in on_it if getattr(one, what) == name]) >= most


def _changes(problem: MatchingProblem, pairs: frozenset[Pair]) -> dict[str, Any]:
    if not problem.previous:
        return {"added": [], "removed": []}
    known = ({one.id for one in problem.proposals}, {one.id for one in problem.reviewers})
    return {
        "added": [_named(pair) for pair in sorted(pairs - problem.previous)],
        "removed": [
            {**_named(pair), "why": _why_removed(problem, pair, known)}
            for pair in sorted(problem.previous - pairs)
        ],
    }


def _named(pair: Pair) -> dict[str, str]:
    return {"proposal": pair[0], "reviewer": pair[1]}


def _why_removed(problem: MatchingProblem, pair: Pair, known: tuple[set[str], set[str]]) -> str:
    if pair[0] not in known[0] or pair[1] not in known[1]:
        return "gone"
    reason = problem.shut_out.get(pair)
    return reason.value if reason else "better_elsewhere"
