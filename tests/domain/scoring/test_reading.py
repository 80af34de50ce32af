"""Tables that are refused, with everything that is wrong with them at once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.scoring.answer import answer
from proposals.domain.scoring.diagnostics import scores_of
from proposals.domain.scoring.reading import read
from proposals.domain.scoring.table import ScoreTable

TABLE: dict[str, Any] = {
    "criteria": [{"id": "science", "weight": 40}],
    "proposals": ["A", "B"],
    "reviews": [{"proposal": "A", "reviewer": "r1", "grades": {"science": 4.5}}],
}

NO_GRADES: list[Any] = ["4", True, float("nan"), [4], {}]
NO_WEIGHTS: list[Any] = [-1, "40", True, None, float("nan"), float("inf"), 1e300, [4]]


def changed(**given: Any) -> bytes:
    return json.dumps({**TABLE, **given}).encode()


def review(grade: Any, proposal: str = "A", criterion: str = "science") -> list[dict[str, Any]]:
    return [{"proposal": proposal, "reviewer": "r1", "grades": {criterion: grade}}]


def codes(text: bytes) -> list[tuple[str, tuple[str, ...]]]:
    found = read(text)
    assert not isinstance(found, ScoreTable)
    return [(one.code, one.ids) for one in found]


def test_defaults() -> None:
    found = read(changed())
    assert isinstance(found, ScoreTable)
    assert (found.disagree_from, found.min_reviews, found.scale.step) == (1.5, 2, None)
    low = read(changed(scale={"min": 0, "max": 3}, reviews=[]))
    assert isinstance(low, ScoreTable)
    assert low.disagree_from == pytest.approx(1.125)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"{", [("not_json", ())]),
        (b"", [("not_json", ())]),
        (b"\xff\xfe\xfd", [("not_json", ())]),
        (b"[" * 100_000, [("not_json", ())]),
        (b"[]", [("bad_value", ())]),
        (b"{}", [("bad_value", (name,)) for name in ("criteria", "proposals", "reviews")]),
        (changed(proposals="A"), [("bad_value", ("proposals",)), ("unknown_id", ("A",))]),
        (changed(proposals=["A", 3]), [("bad_value", ("proposals",))]),
        (changed(proposals=["A", "A"]), [("duplicate_id", ("A",))]),
        (changed(criteria=TABLE["criteria"] * 2), [("duplicate_id", ("science",))]),
        (changed(criteria=[{"id": "science", "weight": 0}]), [("no_weight", ())]),
        (changed(criteria=[], reviews=[]), [("no_weight", ())]),
        *(
            (changed(criteria=[{"id": "science", "weight": value}]), [("bad_number", ("science",))])
            for value in NO_WEIGHTS
        ),
        *((changed(reviews=review(value)), [("bad_number", ("A", "r1"))]) for value in NO_GRADES),
        (changed(reviews=review(5.5)), [("out_of_scale", ("A", "r1"))]),
        (changed(reviews=review(0)), [("out_of_scale", ("A", "r1"))]),
        (changed(scale={"step": 0.5}, reviews=review(4.2)), [("off_step", ("A", "r1"))]),
        (changed(reviews=review(4, proposal="Z")), [("unknown_id", ("Z",))]),
        (changed(reviews=review(4, criterion="art")), [("unknown_id", ("art",))]),
        (changed(reviews=review(4) * 2), [("duplicate_pair", ("A", "r1"))]),
        (changed(reviews=[{"proposal": "A", "grades": {}}]), [("bad_value", ("reviews",))]),
        (changed(scale={"min": 5, "max": 1}, reviews=[]), [("bad_number", ("scale",))]),
        (changed(scale={"step": 0}, reviews=[]), [("bad_number", ("scale",))]),
        (changed(scale={"best": "middle"}), [("bad_value", ("scale",))]),
        (changed(scale=[]), [("bad_value", ("scale",))]),
        (changed(disagree_from="1"), [("bad_number", ("disagree_from",))]),
        (changed(min_reviews=1.5), [("bad_number", ("min_reviews",))]),
        (changed(min_reviews=-1), [("bad_number", ("min_reviews",))]),
    ],
)
def test_refused(text: bytes, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert sorted(codes(text)) == sorted(expected)


def test_everything_is_said_at_once() -> None:
    text = changed(min_reviews=True, reviews=[*review(9), *review(4, criterion="art")])
    assert {code for code, _ in codes(text)} == {
        "bad_number",
        "out_of_scale",
        "unknown_id",
        "duplicate_pair",
    }


def test_second_bad_grade_of_a_review_is_no_worse_than_the_first() -> None:
    two = [{"id": "art", "weight": 1}, *TABLE["criteria"]]
    rows = [{"proposal": "A", "reviewer": "r1", "grades": {"art": "x", "science": "y"}}]
    assert codes(changed(criteria=two, reviews=rows)) == [("bad_number", ("A", "r1"))]


def test_many_errors_take_no_longer_than_many_rows() -> None:
    rows = [one | {"reviewer": f"r{n}"} for n in range(20_000) for one in review(9)]
    assert len(codes(changed(reviews=rows))) == 20_000


def test_steps_of_a_tenth_are_on_the_scale() -> None:
    rows = [one | {"reviewer": f"r{n}"} for n in range(41) for one in review(1 + n / 10)]
    assert isinstance(read(changed(scale={"step": 0.1}, reviews=rows)), ScoreTable)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "weight", "grades", "proposal", "A"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["scale", "min_reviews", *TABLE]), anything))
def test_whatever_a_table_holds_it_is_answered_or_refused(given: dict[str, Any]) -> None:
    found = read(changed(**given))
    if isinstance(found, ScoreTable):
        json.dumps(answer(scores_of(found)), allow_nan=False)
    else:
        assert found


@given(st.permutations(range(6)))
def test_order_of_the_lists_changes_nothing(order: list[int]) -> None:
    rows = [
        one | {"reviewer": f"r{n}", "proposal": "AB"[n % 2]}
        for n in range(6)
        for one in review(1 + n / 3)
    ]
    one, other = (
        read(changed(reviews=given)) for given in (rows, [rows[place] for place in order])
    )
    assert isinstance(one, ScoreTable)
    assert isinstance(other, ScoreTable)
    assert answer(scores_of(one)) == answer(scores_of(other))
