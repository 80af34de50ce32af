"""Read a table of reviews from JSON, or say everything that is wrong with it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from proposals.domain.reading import JsonReading, Problematic
from proposals.domain.scoring.table import DISAGREE_SHARE, TINY, GradedReview, Scale, ScoreTable

LARGEST = 1e12  # of the figures of a table: their squares can still be added up
BEST = ("high", "low")


def read(text: str | bytes) -> ScoreTable | list[Problematic]:
    """Read a table. Returns: the table, or all that is wrong with it."""
    reading = JsonReading()
    data = reading.load(text, "the table")
    if reading.errors:
        return reading.errors
    table = _table(reading, data)
    return reading.errors or table


def _table(reading: JsonReading, data: Mapping[str, Any]) -> ScoreTable:
    weights = _weights(reading, data.get("criteria"))
    proposals = _proposals(reading, data.get("proposals"))
    scale = _scale(reading, reading.record(data.get("scale"), ["scale"], "scale"))
    reviews = [
        _review(reading, row, weights, proposals, scale)
        for row in reading.records(data.get("reviews"), "reviews")
    ]
    pairs = Counter(
        (one.proposal, one.reviewer) for one in reviews if one.proposal and one.reviewer
    )
    for pair in sorted(pair for pair, count in pairs.items() if count > 1):
        reading.refuse("duplicate_pair", pair, "this reviewer reviews this proposal more than once")
    share = DISAGREE_SHARE * (scale.highest - scale.lowest)
    place = ["disagree_from"]
    return ScoreTable(
        weights=dict(sorted(weights.items())),
        proposals=tuple(sorted(proposals)),
        reviews=tuple(sorted(reviews, key=lambda one: (one.proposal, one.reviewer))),
        scale=scale,
        disagree_from=_number(reading, data.get("disagree_from", share), place, place[0], low=0)
        or 0.0,
        min_reviews=_least(reading, data.get("min_reviews", 2)),
    )


def _number(
    reading: JsonReading, value: Any, ids: Sequence[str], name: str, *, low: float = -LARGEST
) -> float | None:
    """Return a number within bounds, None if it is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and low <= value <= LARGEST:
        return float(value)
    reading.refuse("bad_number", ids, f"{name} isn't a number that is possible here")
    return None


def _least(reading: JsonReading, value: Any) -> int:
    found = _number(reading, value, ["min_reviews"], "min_reviews", low=0) or 0.0
    if found != int(found):
        reading.refuse("bad_number", ["min_reviews"], "min_reviews isn't a whole number")
    return int(found)


def _weights(reading: JsonReading, value: Any) -> dict[str, float]:
    """Read the weights of the criteria. One of them has to count."""
    wrong = len(reading.errors)
    rows = reading.records(value, "criteria")
    names = [reading.name(row.get("id"), "criteria") for row in rows]
    _refuse_repeats(reading, names, "criteria")
    weights = {
        name: _number(reading, row.get("weight"), [name or "criteria"], "a weight", low=0) or 0.0
        for name, row in zip(names, rows, strict=True)
    }
    if len(reading.errors) == wrong and not sum(weights.values()):
        reading.refuse("no_weight", [], "no criterion has a weight above 0")
    return weights


def _proposals(reading: JsonReading, value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        reading.refuse("bad_value", ["proposals"], "proposals isn't a list")
        return frozenset()
    names = [reading.name(one, "proposals") for one in value]
    _refuse_repeats(reading, names, "proposals")
    return frozenset(names) - {""}


def _refuse_repeats(reading: JsonReading, names: Sequence[str], place: str) -> None:
    counts = Counter(name for name in names if name)
    for name in sorted(name for name, count in counts.items() if count > 1):
        reading.refuse("duplicate_id", [name], f"{name} stands in {place} more than once")


def _scale(reading: JsonReading, row: Mapping[str, Any]) -> Scale:
    default, ids = Scale(), ["scale"]
    lowest = _number(reading, row.get("min", default.lowest), ids, "the scale's min")
    highest = _number(reading, row.get("max", default.highest), ids, "the scale's max")
    step = row.get("step")
    if step is not None and not _number(reading, step, ids, "the scale's step", low=TINY):
        step = None
    best = row.get("best", "high")
    if best not in BEST:
        reading.refuse("bad_value", ids, "best is high or low")
    if lowest is None or highest is None:
        return default
    if lowest >= highest:
        reading.refuse("bad_number", ids, "the scale's max isn't above its min")
        return default
    return Scale(lowest, highest, step, best == "high")


def _review(
    reading: JsonReading,
    row: Mapping[str, Any],
    weights: Collection[str],
    proposals: Collection[str],
    scale: Scale,
) -> GradedReview:
    proposal = reading.name(row.get("proposal"), "reviews")
    reviewer = reading.name(row.get("reviewer"), "reviews")
    pair = [proposal, reviewer]
    if proposal and proposal not in proposals:
        reading.refuse("unknown_id", [proposal], f"{proposal} isn't among the proposals")
    grades = {}
    for criterion, grade in reading.record(row.get("grades"), pair, "grades").items():
        if criterion not in weights:
            reading.refuse("unknown_id", [criterion], f"{criterion} isn't among the criteria")
        figure = None if grade is None else _number(reading, grade, pair, "a grade")
        if figure is not None:
            _refuse_off_scale(reading, figure, pair, scale)
            grades[criterion] = figure
    return GradedReview(proposal, reviewer, grades)


def _refuse_off_scale(
    reading: JsonReading, grade: float, pair: Sequence[str], scale: Scale
) -> None:
    if not scale.holds(grade):
        reading.refuse("out_of_scale", pair, "a grade isn't within the scale")
    elif not scale.is_on_step(grade):
        reading.refuse("off_step", pair, "a grade lies between two steps of the scale")
