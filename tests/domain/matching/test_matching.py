"""Matching reviewers: the worked example, small problems against all drafts that hold, and refusals."""

import json
from collections import Counter
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.domain.matching import MatchingProblem, answer, read, solve
from proposals.domain.matching.problem import Pair
from proposals.domain.matching.solver import reached

EXAMPLE: dict[str, Any] = {
    "proposals": [
        {"id": "A", "reviews": 2, "topics": {"dust": 2, "plasma": 1}, "organisations": ["ASI"], "countries": ["IT"]},
        {"id": "B", "reviews": 2, "topics": {"seismology": 1}, "organisations": ["CNES"], "countries": ["FR"]},
    ],
    "reviewers": [
        {"id": "r1", "max": 2, "topics": {"dust": 3, "plasma": 3}, "organisation": "CAS", "country": "CN", "senior": True, "track": "science"},
        {"id": "r2", "max": 1, "topics": {"seismology": 3}, "organisation": "CNES", "country": "FR", "senior": True, "track": "science"},
        {"id": "r3", "min": 1, "max": 2, "topics": {"seismology": 2, "dust": 1}, "organisation": "NAOC", "country": "CN", "track": "engineering"},
        {"id": "r4", "max": 1, "topics": {"plasma": 3}, "organisation": "CAS", "country": "CN", "track": "engineering"},
    ],
    "conflicts": [{"proposal": "B", "reviewer": "r4", "kind": "competing"}],
}  # fmt: skip


def problem(**changes: Any) -> MatchingProblem:
    found = read(json.dumps(EXAMPLE | changes))
    assert isinstance(found, MatchingProblem), found
    return found


def pair(proposal: str, reviewer: str) -> dict[str, str]:
    return {"proposal": proposal, "reviewer": reviewer}


# --- The worked example -----------------------------------------------------------------------


def test_worked_example_has_its_only_best_draft() -> None:
    found = answer(problem(), solve(problem(), seconds=30))
    assert found["status"] == "optimal"
    assert found["objective"] == found["bound"]
    assert found["objective"] == {
        "unfilled": 0,
        "missing_roles": 0,
        "below_min_load": 0,
        "few_experts": [0, 2],
        "points": 189,
        "kept": 0,
        "total": 189,
    }
    assert [(one["proposal"], one["reviewer"], one["points"]) for one in found["pairs"]] == [
        ("A", "r1", 100),
        ("A", "r3", 22),
        ("B", "r1", 0),
        ("B", "r3", 67),
    ]
    assert found["pairs"][0]["topics"] == ["dust", "plasma"]
    assert [one["experts"] for one in found["proposals"]] == [1, 1]
    assert [one["load"] for one in found["reviewers"]] == [2, 0, 2, 0]


def test_points_of_the_worked_example() -> None:
    points = problem().points
    assert {reviewer: points["A", reviewer] for reviewer in ("r1", "r2", "r3", "r4")} == {
        "r1": 100,
        "r2": 0,
        "r3": 22,
        "r4": 33,
    }
    assert points["B", "r3"] == 67


def test_answer_does_not_depend_on_the_order_of_lists_and_keys() -> None:
    turned = {
        name: [dict(reversed(one.items())) for one in reversed(rows)]
        for name, rows in EXAMPLE.items()
    }
    other = read(json.dumps(turned))
    assert isinstance(other, MatchingProblem)
    assert answer(other, solve(other, seconds=30)) == answer(
        problem(), solve(problem(), seconds=30)
    )


def test_what_is_unmet_says_why() -> None:
    few = problem(reviewers=EXAMPLE["reviewers"][2:])
    found = answer(few, solve(few, seconds=30))
    of_b = next(one for one in found["proposals"] if one["id"] == "B")
    assert {"what": "place", "missing": 1, "because": {"conflict": 1}} in of_b["unmet"]
    assert {"what": "senior", "missing": 1, "because": {}} in of_b["unmet"]


def test_changes_say_what_became_of_the_draft_before() -> None:
    previous = [pair("A", "r4"), pair("B", "r4"), pair("A", "gone"), pair("B", "r3")]
    changed = problem(previous=previous, declined=[pair("A", "r4")])
    found = answer(changed, solve(changed, seconds=30))["changes"]
    assert {(one["proposal"], one["reviewer"]): one["why"] for one in found["removed"]} == {
        ("A", "gone"): "gone",
        ("A", "r4"): "declined",
        ("B", "r4"): "conflict",
    }
    assert pair("A", "r1") in found["added"]


def test_without_time_a_draft_still_holds_and_its_bounds_are_true() -> None:
    one = problem()
    draft = solve(one, seconds=0)
    assert holds(one, draft.pairs)
    best = solve(one, seconds=30).objective
    assert draft.bound["unfilled"] <= best["unfilled"]
    assert draft.bound["total"] >= best["total"]


# --- All drafts of small problems ----------------------------------------------------------------


def holds(one: MatchingProblem, pairs: frozenset[Pair]) -> bool:
    people = {it.id: it for it in one.reviewers}
    places, loads = Counter(p for p, _ in pairs), Counter(r for _, r in pairs)
    alike = Counter((p, "o", people[r].organisation) for p, r in pairs if people[r].organisation)
    lands = Counter((p, "c", people[r].country) for p, r in pairs if people[r].country)
    rules = one.rules
    return (
        one.fixed <= pairs
        and not pairs & one.shut_out.keys()
        and all(places[it.id] <= it.reviews for it in one.proposals)
        and all(loads[it.id] <= it.most for it in one.reviewers)
        and (rules.max_same_organisation is None or max(alike.values(), default=0) <= rules.max_same_organisation)
        and (rules.max_same_country is None or max(lands.values(), default=0) <= rules.max_same_country)
    )  # fmt: skip


def worth(found: dict[str, Any]) -> list[Any]:
    """Return what a draft reaches, the less the better."""
    first = [found["unfilled"], found["missing_roles"], found["below_min_load"]]
    return [*first, found["few_experts"], -found["total"]]


@st.composite
def problems(draw: st.DrawFn) -> MatchingProblem:
    topics = st.dictionaries(st.sampled_from("xyz"), st.integers(1, 3), max_size=3)
    names = [f"p{place}" for place in range(draw(st.integers(1, 3)))]
    people = [f"r{place}" for place in range(draw(st.integers(1, 4)))]
    some = st.sampled_from(["", "O", "Q"])
    proposals = [
        {
            "id": name,
            "reviews": draw(st.integers(0, 3)),
            "topics": draw(topics),
            "organisations": draw(st.lists(some, max_size=1)),
        }
        for name in names
    ]
    reviewers = []
    for name in people:
        most = draw(st.integers(0, 3))
        reviewers.append(
            {
                "id": name,
                "min": draw(st.integers(0, most)),
                "max": most,
                "topics": draw(topics),
                "organisation": draw(some),
                "country": draw(st.sampled_from(["", "C", "D"])),
                "senior": draw(st.booleans()),
                "track": draw(st.sampled_from(["", "engineering"])),
            }
        )
    pairs = st.lists(
        st.tuples(st.sampled_from(names), st.sampled_from(people)), unique=True, max_size=3
    )
    listed = {
        name: [pair(*one) for one in draw(pairs)] for name in ("declined", "previous", "conflicts")
    }
    rules = {
        "max_same_country": draw(st.sampled_from([None, 1])),
        "max_same_organisation": draw(st.sampled_from([None, 1])),
        "expert_from": draw(st.sampled_from([None, 30, 60])),
    }
    found = read(
        json.dumps({"proposals": proposals, "reviewers": reviewers, "rules": rules, **listed})
    )
    assert isinstance(found, MatchingProblem)
    return found


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_draft_that_holds_is_better(one: MatchingProblem) -> None:
    draft = solve(one, seconds=30)
    assert holds(one, draft.pairs)
    assert draft.is_optimal
    allowed = [it for it in one.points if it not in one.shut_out]
    every = chain.from_iterable(combinations(allowed, size) for size in range(len(allowed) + 1))
    best = min(
        worth(reached(one, frozenset(pairs))) for pairs in every if holds(one, frozenset(pairs))
    )
    assert worth(draft.objective) == best


# --- Refused -------------------------------------------------------------------------------------


def refusals(changes: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    found = read(json.dumps(EXAMPLE | changes))
    assert isinstance(found, list)
    return [(one.code, one.ids) for one in found]


def with_reviewer(**changes: Any) -> dict[str, Any]:
    first, *others = EXAMPLE["reviewers"]
    return {"reviewers": [first | changes, *others]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (with_reviewer(max=-1), [("bad_number", ("r1",))]),
        (with_reviewer(max=1.5), [("bad_number", ("r1",))]),
        (with_reviewer(max=True), [("bad_number", ("r1",))]),
        (with_reviewer(max=float("nan")), [("bad_number", ("r1",))]),
        (with_reviewer(max="2"), [("bad_value", ("r1",))]),
        (with_reviewer(min=3), [("bad_number", ("r1",))]),
        (with_reviewer(topics={"dust": 4}), [("bad_number", ("r1",))]),
        (with_reviewer(id="r2"), [("duplicate_id", ("r2",))]),
        (with_reviewer(senior="yes"), [("bad_value", ("r1",))]),
        ({"declined": [pair("A", "r9")]}, [("unknown_id", ("r9",))]),
        ({"declined": [pair("A", "r1")] * 2}, [("duplicate_pair", ("A", "r1"))]),
        ({"affinities": {"A": {"r1": 101}}}, [("bad_number", ("A", "r1"))]),
        ({"affinities": {"Z": {}}}, [("unknown_id", ("Z",))]),
        ({"rules": {"same_country": "perhaps"}}, [("bad_value", ("rules.same_country",))]),
        ({"rules": {"keep_bonus": -1}}, [("bad_number", ("rules.keep_bonus",))]),
        ({"fixed": [pair("B", "r4")]}, [("fixed_conflict", ("B", "r4"))]),
        (
            {"fixed": [pair("A", "r1"), pair("A", "r4")]},
            [("fixed_same_organisation", ("A", "CAS"))],
        ),
        (
            {"fixed": [pair("A", "r2"), pair("A", "r3"), pair("A", "r4")]},
            [("fixed_over_places", ("A",))],
        ),
        (
            with_reviewer(max=1) | {"fixed": [pair("A", "r1"), pair("B", "r1")]},
            [("fixed_over_load", ("r1",))],
        ),
    ],
)
def test_what_is_wrong_is_refused(
    changes: dict[str, Any], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert refusals(changes) == expected


def test_everything_that_is_wrong_is_said_at_once() -> None:
    changes = with_reviewer(max=-1) | {"declined": [pair("A", "r9")], "fixed": [pair("B", "r4")]}
    assert refusals(changes) == [("bad_number", ("r1",)), ("unknown_id", ("r9",))]


@pytest.mark.parametrize("text", ["", "{", "[1", b"\xff\xfe", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    found = read(text)
    assert isinstance(found, list)
    assert [(one.code, one.ids) for one in found] == [("not_json", ())]


def test_number_of_endless_digits_is_refused() -> None:
    found = read('{"proposals": [{"id": "A", "reviews": ' + "9" * 10_000 + '}], "reviewers": []}')
    assert isinstance(found, list)
    assert [(one.code, one.ids) for one in found] == [("bad_number", ("A",))]
