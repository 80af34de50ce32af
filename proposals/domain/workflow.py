"""The life of a proposal: its statuses, and one table of the transitions between them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import gettext_noop


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    INELIGIBLE = "ineligible"
    IN_REVIEW = "in_review"
    CLARIFICATION = "clarification"
    SHORTLISTED = "shortlisted"
    LAPSED = "lapsed"
    RESERVE = "reserve"
    SELECTED = "selected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    AGREEMENT = "agreement"
    DEVELOPMENT = "development"
    DELIVERED = "delivered"
    INTEGRATED = "integrated"
    LAUNCHED = "launched"
    DEPLOYED = "deployed"
    COMMISSIONING = "commissioning"
    OPERATING = "operating"
    COMPLETED = "completed"
    LOST = "lost"
    TERMINATED = "terminated"


S = Status

# What the partner reads.
LABELS = MappingProxyType(
    {
        S.DRAFT: gettext_noop("Draft"),
        S.SUBMITTED: gettext_noop("Submitted"),
        S.SCREENING: gettext_noop("Submitted: eligibility check"),
        S.INELIGIBLE: gettext_noop("Not eligible"),
        S.IN_REVIEW: gettext_noop("In review"),
        S.CLARIFICATION: gettext_noop("Question for you"),
        S.SHORTLISTED: gettext_noop("Shortlisted: full proposal invited"),
        S.LAPSED: gettext_noop("Closed without submission"),
        S.RESERVE: gettext_noop("Reserve list"),
        S.SELECTED: gettext_noop("Selected"),
        S.DECLINED: gettext_noop("Not selected"),
        S.WITHDRAWN: gettext_noop("Withdrawn"),
        S.MERGED: gettext_noop("Joined into another proposal"),
        S.AGREEMENT: gettext_noop("Agreement"),
        S.DEVELOPMENT: gettext_noop("Development"),
        S.DELIVERED: gettext_noop("Delivered"),
        S.INTEGRATED: gettext_noop("Integrated"),
        S.LAUNCHED: gettext_noop("Launched"),
        S.DEPLOYED: gettext_noop("Deployed"),
        S.COMMISSIONING: gettext_noop("Commissioning"),
        S.OPERATING: gettext_noop("Operating"),
        S.COMPLETED: gettext_noop("Completed"),
        S.LOST: gettext_noop("Lost"),
        S.TERMINATED: gettext_noop("Terminated"),
    }
)
# The office reads the same, but for the one status that speaks to the team.
OFFICE_LABELS = MappingProxyType({**LABELS, S.CLARIFICATION: gettext_noop("Question to the team")})

FINAL = frozenset(
    {
        S.INELIGIBLE,
        S.LAPSED,
        S.DECLINED,
        S.WITHDRAWN,
        S.MERGED,
        S.COMPLETED,
        S.LOST,
        S.TERMINATED,
    }
)
EDITABLE = frozenset({S.DRAFT, S.SUBMITTED, S.SHORTLISTED})
CHAIN = (
    S.SELECTED,
    S.AGREEMENT,
    S.DEVELOPMENT,
    S.DELIVERED,
    S.INTEGRATED,
    S.LAUNCHED,
    S.DEPLOYED,
    S.COMMISSIONING,
    S.OPERATING,
    S.COMPLETED,
)


class Level(StrEnum):
    """Depth of cooperation. A call that names none has payloads of the unit level."""

    MISSION = "mission"
    SYSTEM = "system"
    UNIT = "unit"


class Actor(StrEnum):
    """In whose name a transition is made."""

    LEAD = "lead"  # the lead proposer, or an administrator of the lead agency
    OFFICER = "officer"
    SYSTEM = "system"  # the clock
    RELEASE = "release"  # a decision that one officer drafted and another scheduled


class Need(StrEnum):
    """What must hold besides status and actor; each is a sentence when it doesn't."""

    WINDOW = "window"
    NOT_REJECTED = "not_rejected"
    COMPLETE = "complete"
    SETTLED = "settled"
    REASON = "reason"
    REVIVABLE = "revivable"
    EXTENSION = "extension"
    VERIFIED = "verified"
    QUESTION = "question"
    NOT_SCHEDULED = "not_scheduled"
    ANSWERED = "answered"
    RELEASED = "released"
    NEXT_STAGE = "next_stage"
    LAST_STAGE = "last_stage"
    FITS = "fits"
    SECOND_OFFICER = "second_officer"
    TARGET = "target"
    CONSENT = "consent"
    TARGET_ENDED = "target_ended"


REFUSALS = MappingProxyType(
    {
        Need.WINDOW: gettext_noop("This stage isn't open for submission at this time."),
        Need.NOT_REJECTED: gettext_noop(
            "The office has rejected the registration of your agency. Write to the office to resolve this."
        ),
        Need.COMPLETE: gettext_noop(
            "Something that this stage requires is missing or is over a limit."
        ),
        Need.SETTLED: gettext_noop(
            "Possible from five minutes after the window has closed, its grace and any extension included."
        ),
        Need.REASON: gettext_noop("Give a reason."),
        Need.REVIVABLE: gettext_noop(
            "Only a proposal that was a draft, submitted or shortlisted when it was withdrawn can be revived."
        ),
        Need.EXTENSION: gettext_noop("Grant a named extension first."),
        Need.VERIFIED: gettext_noop(
            "Every registered agency on the proposal must be verified first."
        ),
        Need.QUESTION: gettext_noop("Write the question and set a due date in the future."),
        Need.NOT_SCHEDULED: gettext_noop(
            "A decision on this proposal is scheduled. Take it back first."
        ),
        Need.ANSWERED: gettext_noop("Answer every open question first."),
        Need.RELEASED: gettext_noop(
            "This needs a decision that one officer drafted, another scheduled, and whose undo time has passed."
        ),
        Need.NEXT_STAGE: gettext_noop("The call has no further stage."),
        Need.LAST_STAGE: gettext_noop("This is possible in the last stage of the call only."),
        Need.FITS: gettext_noop(
            "The proposal doesn't fit what is left of the platform's envelope."
        ),
        Need.SECOND_OFFICER: gettext_noop("A second officer must confirm this."),
        Need.TARGET: gettext_noop(
            "The target must be a live proposal of the same call and stage, before selection."
        ),
        Need.CONSENT: gettext_noop(
            "Every lead agency must have consented to the current revisions."
        ),
        Need.TARGET_ENDED: gettext_noop("The joint proposal must have ended before an agreement."),
    }
)

# What the person brings along with the request; a page offers the button and asks for these.
BROUGHT = frozenset({Need.REASON, Need.QUESTION, Need.EXTENSION, Need.SECOND_OFFICER, Need.TARGET})

CAME_FROM = "came_from"
ANY_LEVEL = frozenset(Level)


@dataclass(frozen=True)
class Move:
    source: Status
    target: Status | str  # CAME_FROM: where the proposal was before
    levels: frozenset[Level] = ANY_LEVEL


@dataclass(frozen=True)
class Transition:
    name: str
    label: str
    moves: tuple[Move, ...]
    by: frozenset[Actor]
    needs: tuple[Need, ...] = ()
    remembers: bool = False  # keeps status and stage as came_from


def _to(target: Status | str, *sources: Status) -> tuple[Move, ...]:
    return tuple(Move(source, target) for source in sources)


_LEAD = frozenset({Actor.LEAD})
_OFFICER = frozenset({Actor.OFFICER})
_RELEASE = frozenset({Actor.RELEASE})

_BY_LEVEL = {
    "accept": (Move(S.SELECTED, S.AGREEMENT),),
    "start": (Move(S.AGREEMENT, S.DEVELOPMENT),),
    "deliver": (Move(S.DEVELOPMENT, S.DELIVERED, frozenset({Level.SYSTEM, Level.UNIT})),),
    "integrate": (Move(S.DELIVERED, S.INTEGRATED, frozenset({Level.SYSTEM, Level.UNIT})),),
    "launch": (
        Move(S.INTEGRATED, S.LAUNCHED, frozenset({Level.SYSTEM, Level.UNIT})),
        Move(S.DEVELOPMENT, S.LAUNCHED, frozenset({Level.MISSION})),
    ),
    "deploy": (Move(S.LAUNCHED, S.DEPLOYED, frozenset({Level.SYSTEM})),),
    "commission": (
        Move(S.DEPLOYED, S.COMMISSIONING, frozenset({Level.SYSTEM})),
        Move(S.LAUNCHED, S.COMMISSIONING, frozenset({Level.MISSION, Level.UNIT})),
    ),
    "operate": (Move(S.COMMISSIONING, S.OPERATING),),
    "complete": (Move(S.OPERATING, S.COMPLETED),),
}
_CHAIN_LABELS = {
    "accept": gettext_noop("Accept the selection"),
    "start": gettext_noop("Start development"),
    "deliver": gettext_noop("Record delivery"),
    "integrate": gettext_noop("Record integration"),
    "launch": gettext_noop("Record launch"),
    "deploy": gettext_noop("Record deployment"),
    "commission": gettext_noop("Start commissioning"),
    "operate": gettext_noop("Start operation"),
    "complete": gettext_noop("Record completion"),
}


def _rows() -> Iterator[Transition]:
    yield Transition(
        "submit",
        gettext_noop("Submit"),
        _to(S.SUBMITTED, S.DRAFT, S.SUBMITTED, S.SHORTLISTED),
        _LEAD | _OFFICER,
        (Need.WINDOW, Need.NOT_REJECTED, Need.COMPLETE),
    )
    yield Transition(
        "lapse",
        gettext_noop("Close without submission"),
        _to(S.LAPSED, S.DRAFT, S.SHORTLISTED),
        _OFFICER | {Actor.SYSTEM},
        (Need.SETTLED,),
        remembers=True,
    )
    yield Transition(
        "withdraw",
        gettext_noop("Withdraw"),
        _to(
            S.WITHDRAWN,
            S.DRAFT,
            S.SUBMITTED,
            S.SCREENING,
            S.IN_REVIEW,
            S.CLARIFICATION,
            S.SHORTLISTED,
            S.RESERVE,
            S.SELECTED,
        ),
        _LEAD,
        (Need.REASON,),
        remembers=True,
    )
    yield Transition(
        "revive",
        gettext_noop("Revive"),
        _to(CAME_FROM, S.WITHDRAWN),
        _LEAD,
        (Need.REVIVABLE, Need.WINDOW),
    )
    yield Transition(
        "reopen",
        gettext_noop("Reopen with an extension"),
        (Move(S.LAPSED, CAME_FROM), Move(S.SCREENING, S.SUBMITTED)),
        _OFFICER,
        (Need.EXTENSION,),
    )
    yield Transition(
        "screen",
        gettext_noop("Start the eligibility check"),
        _to(S.SCREENING, S.SUBMITTED),
        _OFFICER,
        (Need.SETTLED,),
    )
    yield Transition(
        "find_ineligible",
        gettext_noop("Declare not eligible"),
        _to(S.INELIGIBLE, S.SCREENING, S.IN_REVIEW, S.CLARIFICATION),
        _OFFICER,
        (Need.REASON,),
        remembers=True,
    )
    yield Transition(
        "start_review",
        gettext_noop("Start the review"),
        _to(S.IN_REVIEW, S.SCREENING),
        _OFFICER,
        (Need.VERIFIED,),
    )
    yield Transition(
        "ask",
        gettext_noop("Ask a question"),
        _to(S.CLARIFICATION, S.SCREENING, S.IN_REVIEW, S.RESERVE, S.CLARIFICATION),
        _OFFICER,
        (Need.NOT_SCHEDULED, Need.QUESTION),
        remembers=True,
    )
    yield Transition(
        "answer",
        gettext_noop("Answer"),
        _to(CAME_FROM, S.CLARIFICATION),
        _LEAD,
        (Need.ANSWERED,),
    )
    yield Transition(
        "resume",
        gettext_noop("Go on without an answer"),
        _to(CAME_FROM, S.CLARIFICATION),
        _OFFICER,
        (Need.REASON,),
    )
    yield Transition(
        "shortlist",
        gettext_noop("Shortlist"),
        _to(S.SHORTLISTED, S.IN_REVIEW),
        _RELEASE,
        (Need.RELEASED, Need.NEXT_STAGE),
    )
    yield Transition(
        "put_in_reserve",
        gettext_noop("Put in reserve"),
        _to(S.RESERVE, S.IN_REVIEW),
        _RELEASE,
        (Need.RELEASED, Need.LAST_STAGE),
    )
    yield Transition(
        "select",
        gettext_noop("Select"),
        _to(S.SELECTED, S.IN_REVIEW, S.RESERVE),
        _RELEASE,
        (Need.RELEASED, Need.LAST_STAGE, Need.FITS),
    )
    yield Transition(
        "decline",
        gettext_noop("Decline"),
        _to(S.DECLINED, S.IN_REVIEW, S.CLARIFICATION, S.RESERVE),
        _RELEASE,
        (Need.RELEASED,),
        remembers=True,
    )
    yield Transition(
        "reinstate",
        gettext_noop("Reinstate"),
        (
            Move(S.INELIGIBLE, S.SCREENING),
            Move(S.DECLINED, CAME_FROM),
            Move(S.WITHDRAWN, CAME_FROM),
        ),
        _OFFICER,
        (Need.REASON, Need.SECOND_OFFICER, Need.FITS),
    )
    yield Transition(
        "merge",
        gettext_noop("Merge into a joint proposal"),
        _to(S.MERGED, S.SCREENING, S.IN_REVIEW, S.CLARIFICATION, S.SHORTLISTED, S.RESERVE),
        _OFFICER,
        (Need.TARGET, Need.CONSENT),
        remembers=True,
    )
    yield Transition(
        "unmerge",
        gettext_noop("Take out of the joint proposal"),
        _to(CAME_FROM, S.MERGED),
        _OFFICER,
        (Need.TARGET_ENDED,),
    )
    for name, moves in _BY_LEVEL.items():
        yield Transition(name, _CHAIN_LABELS[name], moves, _LEAD if name == "accept" else _OFFICER)
    yield Transition(
        "send_back",
        gettext_noop("Send back to development"),
        _to(S.DEVELOPMENT, S.DELIVERED, S.INTEGRATED),
        _OFFICER,
        (Need.REASON,),
    )
    yield Transition(
        "correct",
        gettext_noop("Correct a wrong step"),
        tuple(
            Move(Status(move.target), move.source, move.levels)
            for moves in _BY_LEVEL.values()
            for move in moves
        ),
        _OFFICER,
        (Need.REASON, Need.SECOND_OFFICER),
    )
    yield Transition(
        "lose",
        gettext_noop("Record a loss"),
        _to(S.LOST, S.LAUNCHED, S.DEPLOYED, S.COMMISSIONING, S.OPERATING),
        _OFFICER,
        (Need.REASON,),
    )
    yield Transition(
        "terminate",
        gettext_noop("Terminate"),
        _to(S.TERMINATED, *CHAIN[:-1]),
        _OFFICER,
        (Need.REASON,),
    )


TRANSITIONS = MappingProxyType({row.name: row for row in _rows()})


@dataclass(frozen=True)
class Standing:
    """Where a proposal stands, and who asks to move it."""

    status: Status
    came_from: Status | None
    level: Level | None
    actors: frozenset[Actor]


def next_status(name: str, standing: Standing) -> Status:
    """Return the status that a transition leads to from here, before any need is asked.

    Raises: RuleBroken "status" when the table has no such move, "actor" when this person
    may not make it.
    """
    transition = TRANSITIONS[name]
    level = standing.level or Level.UNIT
    for move in transition.moves:
        if move.source != standing.status or level not in move.levels:
            continue
        if not transition.by & standing.actors:
            raise RuleBroken("actor", gettext_noop("You may not do this to this proposal."))
        target = standing.came_from if move.target == CAME_FROM else Status(move.target)
        if target is not None:
            return target
    raise RuleBroken(
        "status",
        gettext_noop("“%(label)s” isn't possible while the proposal is: %(status)s."),
        label=transition.label,
        status=LABELS[standing.status],
    )


def check_needs(name: str, met: Collection[Need]) -> None:
    """Refuse with the first need of the transition that isn't met.

    Raises: RuleBroken whose code is the need.
    """
    for need in TRANSITIONS[name].needs:
        if need not in met:
            raise RuleBroken(need.value, REFUSALS[need])


def offered(standing: Standing) -> list[Transition]:
    """List the transitions that status and actor allow now, in the order of the table."""
    return [row for row in TRANSITIONS.values() if _is_legal(row.name, standing)]


def remembered(standing: Standing) -> Status:
    """Return what came_from becomes: a question's own came_from outlives the question."""
    if standing.status is S.CLARIFICATION and standing.came_from:
        return standing.came_from
    return standing.status


def _is_legal(name: str, standing: Standing) -> bool:
    try:
        next_status(name, standing)
    except RuleBroken:
        return False
    return True
