"""The life of a proposal as one table of transitions between statuses."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from proposals.domain.translation import gettext_noop
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import CHAIN, Level, S, Status


class Actor(StrEnum):
    """In whose name a transition is made."""

    LEAD = "lead"  # the lead proposer, or an administrator of the lead agency
    OFFICER = "officer"
    SYSTEM = "system"  # the clock
    RELEASE = "release"  # a decision that one officer drafted and another scheduled


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
