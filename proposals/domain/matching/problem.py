"""A matching problem: proposals that want reviews, reviewers with loads, and the rules between them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Pair = tuple[str, str]  # the ids of a proposal and a reviewer
SENIOR = "senior"


class Reason(StrEnum):
    """Why a pair is shut out, in the order in which the reasons are named."""

    OWN_ORGANISATION = "own_organisation"
    OWN_COUNTRY = "own_country"
    CONFLICT = "conflict"
    DECLINED = "declined"
    LANGUAGE = "language"


@dataclass(frozen=True)
class ProposalWanted:
    """A proposal, and how many reviews it wants. Weights of topics are 1 to 3."""

    id: str
    reviews: int
    topics: Mapping[str, int] = field(default_factory=dict)
    organisations: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    language: str = ""


@dataclass(frozen=True)
class ReviewerOffered:
    """A reviewer with the least and the largest number of proposals. Weights of topics are 1 to 3."""

    id: str
    least: int
    most: int
    topics: Mapping[str, int] = field(default_factory=dict)
    organisation: str = ""
    country: str = ""
    languages: frozenset[str] = frozenset()
    is_senior: bool = False
    track: str = ""

    def fills(self, role: str) -> bool:
        """Tell whether this reviewer counts for a role: "senior", or the name of a track."""
        return self.is_senior if role == SENIOR else self.track == role.removeprefix("track ")


@dataclass(frozen=True)
class Rules:
    """The rules of a matching; None is no limit, and of `expert_from` that nobody is an expert."""

    min_senior: int = 1
    min_track: Mapping[str, int] = field(default_factory=lambda: {"engineering": 1})
    max_same_organisation: int | None = 1
    max_same_country: int | None = None
    blocks_same_country: bool = False
    expert_from: int | None = 50
    keep_bonus: int = 5


@dataclass(frozen=True)
class MatchingProblem:
    """Everything that a draft has to hold, with proposals and reviewers in the order of their ids."""

    proposals: tuple[ProposalWanted, ...]
    reviewers: tuple[ReviewerOffered, ...]
    conflicts: frozenset[Pair] = frozenset()
    declined: frozenset[Pair] = frozenset()
    fixed: frozenset[Pair] = frozenset()
    previous: frozenset[Pair] = frozenset()
    # If this is given, it alone counts.
    affinities: Mapping[Pair, int] | None = None
    rules: Rules = Rules()

    @cached_property
    def points(self) -> dict[Pair, int]:
        """Return the points of each pair, 0 to 100: how much of the proposal the reviewer covers."""
        return {
            (one.id, other.id): self._points(one, other)
            for one in self.proposals
            for other in self.reviewers
        }

    def _points(self, one: ProposalWanted, other: ReviewerOffered) -> int:
        if self.affinities is not None:
            return self.affinities.get((one.id, other.id), 0)
        weight = sum(one.topics.values())
        if not weight:
            return 0
        covered = sum(own * other.topics.get(topic, 0) for topic, own in one.topics.items())
        # 100 x covered / (3 x weight), rounded to a whole number, halves up.
        return (200 * covered + 3 * weight) // (6 * weight)

    @cached_property
    def shut_out(self) -> dict[Pair, Reason]:
        """Return the pairs that may not be, each with the first reason that applies."""
        return {
            (one.id, other.id): reason
            for one in self.proposals
            for other in self.reviewers
            if (reason := self._reason(one, other))
        }

    def _reason(self, one: ProposalWanted, other: ReviewerOffered) -> Reason | None:
        pair = (one.id, other.id)
        if other.organisation and other.organisation in one.organisations:
            return Reason.OWN_ORGANISATION
        if self.rules.blocks_same_country and other.country and other.country in one.countries:
            return Reason.OWN_COUNTRY
        if pair in self.conflicts:
            return Reason.CONFLICT
        if pair in self.declined:
            return Reason.DECLINED
        if one.language and other.languages and one.language not in other.languages:
            return Reason.LANGUAGE
        return None

    def is_expert(self, pair: Pair) -> bool:
        """Tell whether the reviewer of a pair is an expert on its proposal."""
        return self.rules.expert_from is not None and self.points[pair] >= self.rules.expert_from

    def needs(self, one: ProposalWanted) -> dict[str, int]:
        """Return how many reviewers of each role a proposal needs: "senior", and "track NAME"."""
        wanted = {SENIOR: self.rules.min_senior}
        wanted |= {f"track {name}": need for name, need in sorted(self.rules.min_track.items())}
        return {role: min(need, one.reviews) for role, need in wanted.items() if need}

    @property
    def most_reviews(self) -> int:
        return max((one.reviews for one in self.proposals), default=0)

    @cached_property
    def by_organisation(self) -> dict[str, list[ReviewerOffered]]:
        return _grouped(self.reviewers, "organisation")

    @cached_property
    def by_country(self) -> dict[str, list[ReviewerOffered]]:
        return _grouped(self.reviewers, "country")


def _grouped(reviewers: tuple[ReviewerOffered, ...], name: str) -> dict[str, list[ReviewerOffered]]:
    found: dict[str, list[ReviewerOffered]] = defaultdict(list)
    for one in reviewers:
        if value := getattr(one, name):
            found[value].append(one)
    return dict(found)
