"""A draft of who reviews what: proposed by the matching, changed by an officer, applied as one act."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from proposals.access.conflict import conflicts_by_proposal
from proposals.access.person import reviewers
from proposals.access.policy import policy_for
from proposals.content.proposal import frozen_topics
from proposals.domain.matching import MatchingProblem, answer, fixed_errors, solve
from proposals.domain.matching.problem import Pair, ProposalWanted, ReviewerOffered, Rules
from proposals.domain.name import normalised
from proposals.domain.workflow.status import Status
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.reviewer import ReviewerProfile
from proposals.pages.desk.rows import submitted_rows

SECONDS = 10.0  # that an officer waits; a draft that was stopped says so
TOPIC_WEIGHT = 1  # every objective that a proposal serves counts the same

Pairs = frozenset[Pair]


@dataclass(frozen=True)
class Candidate:
    """A reviewer who may review a proposal: how much they cover of it, and what they have already."""

    key: str
    name: str
    points: int
    load: int
    most: int
    is_ticked: bool


@dataclass(frozen=True)
class DraftLine:
    """A proposal that wants reviewers. `notes` say what is missing, and why."""

    proposal: Proposal
    wanted: int
    assigned: Sequence[str]
    chosen: Sequence[Candidate]
    others: Sequence[Candidate]
    conflicted: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True)
class DraftPage:
    """The draft as it stands. `errors` say why what is ticked can't be; `summary` how good it is."""

    lines: Sequence[DraftLine]
    errors: Sequence[str]
    summary: str


class DraftTable:
    """The proposals of a stage that want reviewers, and the reviewers, as a matching problem."""

    def __init__(self, user: User, stage: Stage) -> None:
        self.stage = stage
        rows = submitted_rows(user, stage).filter(status=Status.IN_REVIEW).order_by("reference")
        # The text says which topics a proposal is about.
        rows = rows.defer(None).defer("current_revision__search")
        self.proposals = {str(one.pk): one for one in rows}
        people = list(
            reviewers()
            .select_related("reviewer_profile")
            .prefetch_related("reviewer_profile__topics")
        )
        self.people = {str(one.pk): one for one in people}
        conflicts = conflicts_by_proposal(people, list(self.proposals.values()))
        self.conflicts: Pairs = frozenset(
            (str(proposal), str(person))
            for proposal, those in conflicts.items()
            for person in those
        )
        self.assigned = self._pairs(user, Assignment.COUNTED)
        self.declined = self._pairs(user, [Assignment.State.DECLINED])
        self.topics = self._topics()

    def _pairs(self, user: User, states: Sequence[str]) -> Pairs:
        rows = (
            policy_for(Assignment)
            .rows(user)
            .filter(
                revision__stage=self.stage,
                proposal__in=list(self.proposals),
                state__in=states,
            )
        )
        pairs = rows.order_by().values_list("proposal", "reviewer")
        return frozenset((str(proposal), str(reviewer)) for proposal, reviewer in pairs)

    def _topics(self) -> dict[str, list[str]]:
        revisions = ((key, one.current_revision) for key, one in self.proposals.items())
        return {key: frozen_topics(one) for key, one in revisions if one is not None}

    @property
    def may(self) -> Pairs:
        """Return the pairs that an officer may choose: nobody in conflict, nobody twice."""
        everyone = ((proposal, person) for proposal in self.proposals for person in self.people)
        return frozenset(everyone) - self.conflicts - self.assigned

    def problem(self, *, ticked: Pairs, refused: Pairs) -> MatchingProblem:
        """Make the problem: what is assigned or ticked is fixed, what was unticked is not asked again."""
        # A person who left the register, or who is in conflict now, keeps their place and isn't asked.
        kept = frozenset(pair for pair in self.assigned - self.conflicts if pair[1] in self.people)
        apart = Counter(proposal for proposal, _ in self.assigned - kept)
        fixed = kept | ticked
        places, loads = Counter(one for one, _ in fixed), Counter(one for _, one in fixed)
        proposals = tuple(
            ProposalWanted(
                id=key,
                reviews=max(self.stage.reviews_wanted - apart[key], places[key]),
                topics=dict.fromkeys(self.topics.get(key, ()), TOPIC_WEIGHT),
            )
            for key in sorted(self.proposals)
        )
        offered = tuple(self._offered(key, loads[key]) for key in sorted(self.people))
        return MatchingProblem(
            proposals=proposals,
            reviewers=offered,
            conflicts=self.conflicts,
            declined=(refused | self.declined) - fixed,
            fixed=fixed,
            rules=self._rules(kept, offered),
        )

    def _offered(self, key: str, load: int) -> ReviewerOffered:
        person = self.people[key]
        profile: ReviewerProfile | None = getattr(person, "reviewer_profile", None)
        most = max(profile.most if profile else ReviewerProfile.MOST, load)
        return ReviewerOffered(
            id=key,
            least=profile.least if profile else 0,
            most=most,
            topics={one.code: one.weight for one in profile.topics.all()} if profile else {},
            organisation=normalised(person.organisation),
            country=person.country,
            is_senior=profile.is_senior if profile else False,
            track=profile.track if profile else "",
        )

    def _rules(self, kept: Pairs, offered: Sequence[ReviewerOffered]) -> Rules:
        """Return the default rules, as far as what is assigned already allows them."""
        of = {one.id: one.organisation for one in offered}
        counts = Counter((proposal, of[person]) for proposal, person in kept if of[person])
        default = Rules()
        most = default.max_same_organisation or 1
        tracks = {one.track for one in offered}
        return Rules(
            max_same_organisation=max([most, *counts.values()]),
            # What nobody in the register is, no proposal can lack.
            min_senior=default.min_senior if any(one.is_senior for one in offered) else 0,
            min_track={name: n for name, n in default.min_track.items() if name in tracks},
        )


def draft_page(table: DraftTable, *, ticked: Pairs, refused: Pairs, is_matched: bool) -> DraftPage:
    """Return the draft to show; `is_matched` lets the matching fill the places that are open."""
    problem = table.problem(ticked=ticked, refused=refused)
    if errors := fixed_errors(problem):
        return DraftPage(_lines(table, problem, ticked, {}), _sentences(table, errors), "")
    if not is_matched:
        return DraftPage(_lines(table, problem, ticked, {}), [], "")
    draft = solve(problem, seconds=SECONDS)
    found = answer(problem, draft)
    chosen = draft.pairs & table.may
    unmet = {one["id"]: one["unmet"] for one in found["proposals"]}
    return DraftPage(_lines(table, problem, chosen, unmet), [], _summary(found))


def _lines(
    table: DraftTable, problem: MatchingProblem, chosen: Pairs, unmet: Mapping[str, Any]
) -> list[DraftLine]:
    loads = Counter(person for _, person in table.assigned | chosen)
    most = {one.id: one.most for one in problem.reviewers}
    assigned, conflicted = _by_proposal(table, table.assigned), _by_proposal(table, table.conflicts)
    lines = []
    for key, proposal in table.proposals.items():
        candidates = [
            Candidate(
                person,
                str(table.people[person]),
                problem.points[key, person],
                loads[person],
                most[person],
                (key, person) in chosen,
            )
            for person in table.people
            if (key, person) not in table.conflicts | table.assigned
        ]
        candidates.sort(key=lambda one: (-one.points, one.load, one.name))
        lines.append(
            DraftLine(
                proposal=proposal,
                wanted=table.stage.reviews_wanted,
                assigned=assigned[key],
                chosen=[one for one in candidates if one.is_ticked],
                others=[one for one in candidates if not one.is_ticked],
                conflicted=conflicted[key],
                notes=[_unmet(one) for one in unmet.get(key, ())],
            )
        )
    return lines


def _by_proposal(table: DraftTable, pairs: Pairs) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for proposal, person in sorted(pairs):
        if person in table.people:
            found[proposal].append(str(table.people[person]))
    return found


def _summary(found: Mapping[str, Any]) -> str:
    objective = found["objective"]
    places, experts = objective["unfilled"], objective["few_experts"]
    text = [
        ngettext("%(count)s place stays open.", "%(count)s places stay open.", places)
        % {"count": places},
    ]
    if experts:
        text.append(
            ngettext(
                "%(count)s proposal has no expert.",
                "%(count)s proposals have no expert.",
                experts[0],
            )
            % {"count": experts[0]}
        )
    if found["status"] == "optimal":
        text.append(gettext("No draft is better."))
    else:
        text.append(gettext("The search was stopped after its time; a better draft may exist."))
    return " ".join(text)


def _unmet(one: Mapping[str, Any]) -> str:
    """Write what a proposal lacks, and how many of the others can't be for which reason."""
    tracks = {str(key): str(label) for key, label in ReviewerProfile.Track.choices}
    what = {"place": gettext("place"), "senior": gettext("senior reviewer"), **tracks}
    missing = gettext("Missing: %(count)s × %(what)s") % {
        "count": one["missing"],
        "what": what.get(one["what"], one["what"]),
    }
    reasons = {
        "conflict": gettext("in conflict"),
        "declined": gettext("who declined or were unticked"),
        "full": gettext("at their largest load"),
        "organisation_taken": gettext("of an organisation that is there already"),
        "free": gettext("free, but better elsewhere"),
    }
    because = ", ".join(
        f"{count} {reasons.get(reason, reason)}" for reason, count in one["because"].items()
    )
    return f"{missing} ({because})" if because else missing


def _sentences(table: DraftTable, errors: Sequence[Any]) -> list[str]:
    """Write why the ticked pairs can't be, with the names of proposals and people."""
    names = {key: one.reference for key, one in table.proposals.items()}
    people = {key: str(one) for key, one in table.people.items()}
    texts = {
        "fixed_conflict": gettext("has a conflict, or was unticked before"),
        "fixed_over_load": gettext("would have more than their largest load"),
        "fixed_over_places": gettext("would have more reviewers than it has places"),
        "fixed_same_organisation": gettext("would have two reviewers of one organisation"),
    }
    found = []
    for one in errors:
        known = [
            *(names.get(key) or "" for key in one.ids[:1]),
            *(people.get(key) or "" for key in one.ids[-1:]),
        ]
        found.append(f"{', '.join(filter(None, known))}: {texts.get(one.code, one.message)}")
    return found
