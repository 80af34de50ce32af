"""Read a matching problem from JSON, or say everything that is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from proposals.domain.matching.problem import (
    MatchingProblem,
    Pair,
    ProposalWanted,
    ReviewerOffered,
    Rules,
)
from proposals.domain.reading import ENDLESS, JsonReading, Problematic

MOST_REVIEWS = 20
HIGHEST = 100
SAME_COUNTRY = ("disclose", "block")


def read(text: str | bytes) -> MatchingProblem | list[Problematic]:
    """Read a problem. Returns: the problem, or all that is wrong with it."""
    reading = JsonReading()
    data = reading.load(text, "the problem")
    if reading.errors:
        return reading.errors
    problem = _problem(reading, data)
    return reading.errors or fixed_errors(problem) or problem


def fixed_errors(problem: MatchingProblem) -> list[Problematic]:
    """Return why the fixed pairs of a problem can't all be."""
    reading = JsonReading()
    _refuse_fixed(reading, problem)
    return reading.errors


def _problem(reading: JsonReading, data: Mapping[str, Any]) -> MatchingProblem:
    proposals = [
        _proposal(reading, one) for one in reading.records(data.get("proposals"), "proposals")
    ]
    reviewers = [
        _reviewer(reading, one) for one in reading.records(data.get("reviewers"), "reviewers")
    ]
    known = (_known(reading, proposals, "proposals"), _known(reading, reviewers, "reviewers"))
    affinities = data.get("affinities")
    return MatchingProblem(
        proposals=tuple(sorted(proposals, key=lambda one: one.id)),
        reviewers=tuple(sorted(reviewers, key=lambda one: one.id)),
        conflicts=_pairs(reading, data, "conflicts", known, repeats=True),
        declined=_pairs(reading, data, "declined", known),
        fixed=_pairs(reading, data, "fixed", known),
        previous=_pairs(reading, data, "previous", None),
        affinities=None if affinities is None else _affinities(reading, affinities, known),
        rules=_rules(reading, reading.record(data.get("rules"), ["rules"], "rules")),
    )


def _topics(reading: JsonReading, row: Mapping[str, Any], ids: Sequence[str]) -> dict[str, int]:
    topics = reading.record(row.get("topics"), ids, "topics")
    return {
        name: reading.number(weight, ids, f"the weight of {name}", low=1, high=3)
        for name, weight in topics.items()
    }


def _proposal(reading: JsonReading, row: Mapping[str, Any]) -> ProposalWanted:
    own = reading.name(row.get("id"), "proposals")
    ids = [own] if own else ["proposals"]
    return ProposalWanted(
        id=own,
        reviews=reading.number(row.get("reviews"), ids, "reviews", high=MOST_REVIEWS),
        topics=_topics(reading, row, ids),
        organisations=reading.texts(row.get("organisations"), ids, "organisations") - {""},
        countries=reading.texts(row.get("countries"), ids, "countries") - {""},
        language=reading.text(row.get("language"), ids, "language"),
    )


def _reviewer(reading: JsonReading, row: Mapping[str, Any]) -> ReviewerOffered:
    own = reading.name(row.get("id"), "reviewers")
    ids = [own] if own else ["reviewers"]
    wrong = len(reading.errors)
    least = reading.number(row.get("min", 0), ids, "min")
    most = reading.number(row.get("max"), ids, "max")
    if least > most and len(reading.errors) == wrong:
        reading.refuse("bad_number", ids, "min is above max")
    senior = row.get("senior")
    if senior is not None and not isinstance(senior, bool):
        reading.refuse("bad_value", ids, "senior isn't true or false")
    return ReviewerOffered(
        id=own,
        least=least,
        most=most,
        topics=_topics(reading, row, ids),
        organisation=reading.text(row.get("organisation"), ids, "organisation"),
        country=reading.text(row.get("country"), ids, "country"),
        languages=reading.texts(row.get("languages"), ids, "languages") - {""},
        is_senior=senior is True,
        track=reading.text(row.get("track"), ids, "track"),
    )


def _known(
    reading: JsonReading, rows: Iterable[ProposalWanted | ReviewerOffered], place: str
) -> frozenset[str]:
    counts = Counter(one.id for one in rows if one.id)
    for name in sorted(name for name, count in counts.items() if count > 1):
        reading.refuse("duplicate_id", [name], f"{name} stands in {place} more than once")
    return frozenset(counts)


def _pairs(
    reading: JsonReading,
    data: Mapping[str, Any],
    name: str,
    known: tuple[frozenset[str], frozenset[str]] | None,
    *,
    repeats: bool = False,
) -> frozenset[Pair]:
    """Read a list of pairs. `known` are the ids that may stand in it, None if any may."""
    found: list[Pair] = []
    for row in reading.records(data.get(name, []), name):
        pair = (row.get("proposal"), row.get("reviewer"))
        if not all(isinstance(one, str) for one in pair):
            reading.refuse("bad_value", [name], f"a pair in {name} lacks a proposal or a reviewer")
            continue
        if name == "conflicts" and not isinstance(row.get("kind", ""), str):
            reading.refuse("bad_value", list(map(str, pair)), "the kind of a conflict isn't a text")
        found.append((str(pair[0]), str(pair[1])))
    if known:
        for pair in sorted(set(found)):
            _refuse_unknown(reading, pair, known, name)
    for pair, count in sorted(Counter(found).items()):
        if count > 1 and not repeats:
            reading.refuse("duplicate_pair", pair, f"this pair stands in {name} more than once")
    return frozenset(found)


def _refuse_unknown(
    reading: JsonReading, pair: Pair, known: tuple[frozenset[str], frozenset[str]], name: str
) -> None:
    for one, ids in zip(pair, known, strict=True):
        if one not in ids:
            reading.refuse("unknown_id", [one], f"{name} names {one}, which isn't in the problem")


def _affinities(
    reading: JsonReading, value: Any, known: tuple[frozenset[str], frozenset[str]]
) -> dict[Pair, int]:
    found: dict[Pair, int] = {}
    for proposal, row in reading.record(value, ["affinities"], "affinities").items():
        of_proposal = reading.record(row, [proposal], "an entry of affinities")
        if proposal not in known[0]:
            reading.refuse("unknown_id", [proposal], "affinities names a proposal that isn't there")
        for reviewer, points in of_proposal.items():
            pair = (proposal, reviewer)
            if reviewer not in known[1]:
                reading.refuse(
                    "unknown_id", [reviewer], "affinities names a reviewer who isn't there"
                )
            found[pair] = reading.number(points, pair, "an affinity", high=HIGHEST)
    return found


def _rules(reading: JsonReading, row: Mapping[str, Any]) -> Rules:
    default = Rules()
    same_country = row.get("same_country", "disclose")
    if same_country not in SAME_COUNTRY:
        reading.refuse("bad_value", ["rules.same_country"], "same_country is disclose or block")
    tracks = row.get("min_track", dict(default.min_track))
    if not isinstance(tracks, dict):
        reading.refuse("bad_value", ["rules.min_track"], "min_track isn't an object")
        tracks = {}
    return Rules(
        min_senior=_rule(reading, row, "min_senior", default.min_senior) or 0,
        min_track={
            name: reading.number(need, ["rules.min_track"], "min_track")
            for name, need in tracks.items()
        },
        max_same_organisation=_rule(
            reading, row, "max_same_organisation", default.max_same_organisation, may_lack=True
        ),
        max_same_country=_rule(
            reading, row, "max_same_country", default.max_same_country, may_lack=True
        ),
        blocks_same_country=same_country == "block",
        expert_from=_rule(
            reading, row, "expert_from", default.expert_from, may_lack=True, high=HIGHEST
        ),
        keep_bonus=_rule(reading, row, "keep_bonus", default.keep_bonus) or 0,
    )


def _rule(
    reading: JsonReading,
    row: Mapping[str, Any],
    name: str,
    default: int | None,
    *,
    may_lack: bool = False,
    high: float = ENDLESS,
) -> int | None:
    value = row.get(name, default)
    if value is None and may_lack:
        return None
    return reading.number(value, [f"rules.{name}"], name, high=high)


def _refuse_fixed(reading: JsonReading, problem: MatchingProblem) -> None:
    """Refuse fixed pairs that can't all be."""
    for pair in sorted(problem.fixed & problem.shut_out.keys()):
        why = problem.shut_out[pair].value
        reading.refuse("fixed_conflict", pair, f"this pair is fixed, and shut out: {why}")
    loads = Counter(reviewer for _, reviewer in problem.fixed)
    for one in problem.reviewers:
        if loads[one.id] > one.most:
            reading.refuse("fixed_over_load", [one.id], "more is fixed than this reviewer takes")
    places = Counter(proposal for proposal, _ in problem.fixed)
    for wanted in problem.proposals:
        if places[wanted.id] > wanted.reviews:
            reading.refuse("fixed_over_places", [wanted.id], "more is fixed than it has places")
    _refuse_same(reading, problem, "organisation", problem.rules.max_same_organisation)
    _refuse_same(reading, problem, "country", problem.rules.max_same_country)


def _refuse_same(
    reading: JsonReading, problem: MatchingProblem, what: str, most: int | None
) -> None:
    if most is None:
        return
    of = {one.id: getattr(one, what) for one in problem.reviewers}
    counts = Counter((proposal, of[reviewer]) for proposal, reviewer in problem.fixed)
    for (proposal, name), count in sorted(counts.items()):
        if name and count > most:
            reading.refuse(
                f"fixed_same_{what}", [proposal, name], f"more of one {what} are fixed than may be"
            )
