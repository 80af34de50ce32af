"""The public record as its page shows it: facts, each with the claims of those who stated it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from proposals.models.call import Call, Result
from proposals.models.claim import Claim

Topic = Claim.Topic
FIGURES = (Topic.RECEIVED, Topic.PASSED, Topic.SELECTED)
ELSEWHERE = (Topic.PARTNER, Topic.MASS)  # shown in columns of their own


@dataclass(frozen=True)
class Fact:
    """One statement, and all claims that say it."""

    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class ProjectFacts:
    """A selected project, with what is known of it."""

    result: Result
    partners: list[Fact]
    masses: list[Fact]
    others: list[Fact]


@dataclass(frozen=True)
class Record:
    figures: list[tuple[str | Promise, list[Fact]]]
    facts: list[Fact]
    projects: list[ProjectFacts]

    @property
    def names_platforms(self) -> bool:
        return any(one.result.platform_id for one in self.projects)


def facts(claims: Iterable[Claim]) -> list[Fact]:
    """Put claims of the same words together, in the order in which they were entered."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.text, []).append(claim)
    return [Fact(text, tuple(of_text)) for text, of_text in found.items()]


def record(call: Call) -> Record:
    """Return the facts on a call and its projects. Reads `claims`, `results` and their `claims`."""
    own = [one for one in call.claims.all() if not one.offer_id and not one.result_id]
    figures = [(topic.label, _on(own, {topic})) for topic in FIGURES]
    return Record(
        figures=[(label, found) for label, found in figures if found],
        facts=_on(own, set(Topic) - set(FIGURES)),
        projects=[_project(one) for one in call.results.all()],
    )


def _project(result: Result) -> ProjectFacts:
    claims = result.claims.all()
    return ProjectFacts(
        result,
        partners=_on(claims, {Topic.PARTNER}),
        masses=_on(claims, {Topic.MASS}),
        others=_on(claims, set(Topic) - set(ELSEWHERE)),
    )


def _on(claims: Iterable[Claim], topics: Collection[str]) -> list[Fact]:
    return facts(one for one in claims if one.topic in topics)
