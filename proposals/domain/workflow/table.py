"""The life of a proposal as one table. A transition's row holds everything that depends on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType

from proposals.domain.translation import Sentence
from proposals.domain.translation import gettext_noop as _
from proposals.domain.verb import VERBS, Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import CHAIN, FINAL, Level, S, Status


class Actor(StrEnum):
    """In whose name a transition is made."""

    LEAD = "lead"  # the lead proposer, or an administrator of the lead agency
    OFFICER = "officer"
    SYSTEM = "system"  # the worker, at a set time
    RELEASE = "release"  # a decision that one officer drafted and another scheduled


class Style(StrEnum):
    """How the button of a transition looks."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"


class Place(Enum):
    """Where the button of a transition stands."""

    PROPOSAL = "the page of the proposal: the portal's for the lead team, the office's for officers"
    SUBMISSION = "the page that shows what is submitted; in the office, the call's page"
    CLARIFICATION = "the page of the clarification"
    DECISION = "none: the worker releases the decision"
    NONE = "none yet"


class Notice(StrEnum):
    """The mail that a transition sends to the team; the value names the template."""

    RECEIPT = "receipt"
    STATUS = "status"
    DECISION = "decision"
    CLARIFICATION = "clarification"
    EXTENSION = "extension"


class Ends(Enum):
    """What ends together with a transition; actions/status/endings.py does it."""

    NOTHING = "nothing"
    STAGE = "the open assignments of the stage"
    PROPOSAL = "all that is open on the proposal"


CAME_FROM = "came_from"
ANY_LEVEL = frozenset(Level)
NO_TEXT = Sentence("")


@dataclass(frozen=True)
class Move:
    source: Status
    target: Status | str  # CAME_FROM: where the proposal was before
    levels: frozenset[Level] = ANY_LEVEL


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `label` is the text of the button. `intro` is the text of the page that confirms it, and
    `intro_in_window` takes its place while the stage's window is open. `remembers` says that the
    proposal stores its old status and stage as came_from. If `timeline_verb` is set, the team's
    timeline shows the entry of that verb instead of the entry of this transition.
    """

    verb: Verb
    label: Sentence
    moves: tuple[Move, ...]
    by: frozenset[Actor]
    needs: tuple[Need, ...] = ()
    style: Style = Style.SECONDARY
    place: Place = Place.PROPOSAL
    in_bulk: bool = False
    notice: Notice | None = Notice.STATUS
    team_reads_reason: bool = False
    timeline_verb: Verb | None = None
    ends: Ends = Ends.NOTHING
    enters_next_stage: bool = False
    remembers: bool = False
    intro: Sentence = NO_TEXT
    intro_in_window: Sentence = NO_TEXT

    @property
    def name(self) -> str:
        """Return the name that addresses and the database use."""
        return self.verb.value

    @property
    def asks_reason(self) -> bool:
        return Need.REASON in self.needs

    @property
    def sources(self) -> frozenset[Status]:
        return frozenset(move.source for move in self.moves)

    def button_for(self, actor: Actor) -> bool:
        """Tell whether this actor has a button on the proposal's page."""
        return actor in self.by and self.place is Place.PROPOSAL


def _to(target: Status | str, *sources: Status) -> tuple[Move, ...]:
    return tuple(Move(source, target) for source in sources)


_LEAD = frozenset({Actor.LEAD})
_OFFICER = frozenset({Actor.OFFICER})
_RELEASE = frozenset({Actor.RELEASE})
_SYSTEM = frozenset({Actor.SYSTEM})
_NO_MISSION = frozenset({Level.SYSTEM, Level.UNIT})
_SYSTEM_LEVEL = frozenset({Level.SYSTEM})
_NO_SYSTEM = frozenset({Level.MISSION, Level.UNIT})


def _before_selection() -> Iterator[Transition]:
    """Yield the rows from a draft to the decision."""
    yield Transition(
        Verb.SUBMIT,
        _("Submit"),
        _to(S.SUBMITTED, S.DRAFT, S.SUBMITTED, S.SHORTLISTED),
        _LEAD | _OFFICER,
        (Need.WINDOW, Need.NOT_REJECTED, Need.COMPLETE, Need.SIGNED_OFF),
        style=Style.PRIMARY,
        place=Place.SUBMISSION,
        notice=Notice.RECEIPT,
        timeline_verb=Verb.FREEZE,
    )
    yield Transition(
        Verb.LAPSE,
        _("Close without submission"),
        _to(S.LAPSED, S.DRAFT, S.SHORTLISTED),
        _OFFICER | _SYSTEM,
        (Need.SETTLED,),
        style=Style.DANGER,
        in_bulk=True,
        ends=Ends.PROPOSAL,
        remembers=True,
    )
    yield Transition(
        Verb.WITHDRAW,
        _("Withdraw"),
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
        style=Style.DANGER,
        team_reads_reason=True,
        ends=Ends.PROPOSAL,
        remembers=True,
        intro=_(
            "The office stops working on it, for good: the window is over, so you can't revive it."
        ),
        intro_in_window=_(
            "The office stops working on it. You can revive it while the window is open, not later."
        ),
    )
    yield Transition(
        Verb.REVIVE,
        _("Revive"),
        _to(CAME_FROM, S.WITHDRAWN),
        _LEAD,
        (Need.REVIVABLE, Need.WINDOW),
        style=Style.PRIMARY,
        intro=_("The proposal goes back to where it was when it was withdrawn."),
    )
    yield Transition(
        Verb.REOPEN,
        _("Reopen with an extension"),
        (Move(S.LAPSED, CAME_FROM), Move(S.SCREENING, S.SUBMITTED)),
        _OFFICER,
        (Need.NOT_CANCELLED, Need.EXTENSION),
        notice=Notice.EXTENSION,
    )
    yield Transition(
        Verb.SCREEN,
        _("Start the eligibility check"),
        _to(S.SCREENING, S.SUBMITTED),
        _OFFICER,
        (Need.SETTLED,),
        style=Style.PRIMARY,
        in_bulk=True,
        notice=None,
    )
    yield Transition(
        Verb.FIND_INELIGIBLE,
        _("Declare not eligible"),
        _to(S.INELIGIBLE, S.SCREENING, S.IN_REVIEW, S.CLARIFICATION),
        _OFFICER,
        (Need.REASON,),
        style=Style.DANGER,
        in_bulk=True,
        team_reads_reason=True,
        ends=Ends.PROPOSAL,
        remembers=True,
    )
    yield Transition(
        Verb.START_REVIEW,
        _("Start the review"),
        _to(S.IN_REVIEW, S.SCREENING),
        _OFFICER,
        (Need.VERIFIED,),
        style=Style.PRIMARY,
        in_bulk=True,
        notice=None,
    )
    yield Transition(
        Verb.ASK,
        _("Ask a question"),
        _to(S.CLARIFICATION, S.SCREENING, S.IN_REVIEW, S.RESERVE, S.CLARIFICATION),
        _OFFICER,
        (Need.NOT_SCHEDULED, Need.CLARIFICATION),
        in_bulk=True,
        notice=Notice.CLARIFICATION,
        remembers=True,
    )
    yield Transition(
        Verb.ANSWER,
        _("Answer"),
        _to(CAME_FROM, S.CLARIFICATION),
        _LEAD,
        (Need.ANSWERED,),
        style=Style.PRIMARY,
        place=Place.CLARIFICATION,
        notice=None,
        timeline_verb=Verb.ANSWER_QUESTION,
    )
    yield Transition(
        Verb.RESUME,
        _("Go on without an answer"),
        _to(CAME_FROM, S.CLARIFICATION),
        _OFFICER,
        (Need.REASON,),
        in_bulk=True,
        notice=None,
        team_reads_reason=True,
    )


def _decided() -> Iterator[Transition]:
    """Yield the transitions that a decision makes, and those that undo a decision."""
    yield Transition(
        Verb.SHORTLIST,
        _("Shortlist"),
        _to(S.SHORTLISTED, S.IN_REVIEW),
        _RELEASE,
        (Need.RELEASED, Need.NEXT_STAGE),
        place=Place.DECISION,
        notice=Notice.DECISION,
        ends=Ends.STAGE,
        enters_next_stage=True,
    )
    yield Transition(
        Verb.PUT_IN_RESERVE,
        _("Put in reserve"),
        _to(S.RESERVE, S.IN_REVIEW),
        _RELEASE,
        (Need.RELEASED, Need.LAST_STAGE),
        place=Place.DECISION,
        notice=Notice.DECISION,
        ends=Ends.STAGE,
    )
    yield Transition(
        Verb.SELECT,
        _("Select"),
        _to(S.SELECTED, S.IN_REVIEW, S.RESERVE),
        _RELEASE,
        (Need.RELEASED, Need.LAST_STAGE, Need.FITS),
        place=Place.DECISION,
        notice=Notice.DECISION,
        ends=Ends.STAGE,
    )
    yield Transition(
        Verb.DECLINE,
        _("Decline"),
        _to(S.DECLINED, S.IN_REVIEW, S.CLARIFICATION, S.RESERVE),
        _RELEASE,
        (Need.RELEASED,),
        place=Place.DECISION,
        notice=Notice.DECISION,
        ends=Ends.PROPOSAL,
        remembers=True,
    )
    yield Transition(
        Verb.REINSTATE,
        _("Reinstate"),
        (
            Move(S.INELIGIBLE, S.SCREENING),
            Move(S.DECLINED, CAME_FROM),
            Move(S.WITHDRAWN, CAME_FROM),
        ),
        _OFFICER,
        (Need.NOT_CANCELLED, Need.REASON, Need.SECOND_OFFICER, Need.FITS),
        place=Place.NONE,
    )
    yield Transition(
        Verb.MERGE,
        _("Merge into a joint proposal"),
        _to(S.MERGED, S.SCREENING, S.IN_REVIEW, S.CLARIFICATION, S.SHORTLISTED, S.RESERVE),
        _OFFICER,
        (Need.TARGET, Need.CONSENT),
        place=Place.NONE,
        ends=Ends.PROPOSAL,
        remembers=True,
    )
    yield Transition(
        Verb.UNMERGE,
        _("Take out of the joint proposal"),
        _to(CAME_FROM, S.MERGED),
        _OFFICER,
        (Need.TARGET_ENDED,),
        place=Place.NONE,
    )


def _chain() -> Iterator[Transition]:
    """Yield the steps from the selection to the end of operation."""
    yield Transition(
        Verb.ACCEPT,
        _("Accept the selection"),
        _to(S.AGREEMENT, S.SELECTED),
        _LEAD,
        style=Style.PRIMARY,
        intro=_("You accept the selection with its conditions, and the agreement is begun."),
    )
    yield _step(Verb.START, _("Start development"), Move(S.AGREEMENT, S.DEVELOPMENT))
    yield _step(Verb.DELIVER, _("Record delivery"), Move(S.DEVELOPMENT, S.DELIVERED, _NO_MISSION))
    yield _step(
        Verb.INTEGRATE, _("Record integration"), Move(S.DELIVERED, S.INTEGRATED, _NO_MISSION)
    )
    yield _step(
        Verb.LAUNCH,
        _("Record launch"),
        Move(S.INTEGRATED, S.LAUNCHED, _NO_MISSION),
        Move(S.DEVELOPMENT, S.LAUNCHED, frozenset({Level.MISSION})),
    )
    yield _step(Verb.DEPLOY, _("Record deployment"), Move(S.LAUNCHED, S.DEPLOYED, _SYSTEM_LEVEL))
    yield _step(
        Verb.COMMISSION,
        _("Start commissioning"),
        Move(S.DEPLOYED, S.COMMISSIONING, _SYSTEM_LEVEL),
        Move(S.LAUNCHED, S.COMMISSIONING, _NO_SYSTEM),
    )
    yield _step(Verb.OPERATE, _("Start operation"), Move(S.COMMISSIONING, S.OPERATING))
    yield _step(
        Verb.COMPLETE,
        _("Record completion"),
        Move(S.OPERATING, S.COMPLETED),
        ends=Ends.PROPOSAL,
    )


def _step(verb: Verb, label: Sentence, *moves: Move, ends: Ends = Ends.NOTHING) -> Transition:
    return Transition(verb, label, moves, _OFFICER, style=Style.PRIMARY, in_bulk=True, ends=ends)


def _after_selection() -> Iterator[Transition]:
    """Yield the transitions that leave the chain of these steps, or go back in it."""
    yield Transition(
        Verb.SEND_BACK,
        _("Send back to development"),
        _to(S.DEVELOPMENT, S.DELIVERED, S.INTEGRATED),
        _OFFICER,
        (Need.REASON,),
        place=Place.NONE,
        team_reads_reason=True,
    )
    yield Transition(
        Verb.CORRECT,
        _("Correct a wrong step"),
        tuple(
            Move(Status(move.target), move.source, move.levels)
            for row in _chain()
            for move in row.moves
        ),
        _OFFICER,
        (Need.REASON, Need.SECOND_OFFICER),
        place=Place.NONE,
    )
    yield Transition(
        Verb.LOSE,
        _("Record a loss"),
        _to(S.LOST, S.LAUNCHED, S.DEPLOYED, S.COMMISSIONING, S.OPERATING),
        _OFFICER,
        (Need.REASON,),
        style=Style.DANGER,
        in_bulk=True,
        team_reads_reason=True,
        ends=Ends.PROPOSAL,
    )
    yield Transition(
        Verb.TERMINATE,
        _("Terminate"),
        _to(S.TERMINATED, *CHAIN[:-1]),
        _OFFICER,
        (Need.REASON,),
        style=Style.DANGER,
        in_bulk=True,
        team_reads_reason=True,
        ends=Ends.PROPOSAL,
    )


def _rows() -> Iterator[Transition]:
    yield from _before_selection()
    yield from _decided()
    yield from _chain()
    yield from _after_selection()


TRANSITIONS: MappingProxyType[Verb, Transition] = MappingProxyType(
    {row.verb: row for row in _rows()}
)


def transition(name: str) -> Transition | None:
    """Return the transition with this name, or None."""
    verb = VERBS.get(name)
    return TRANSITIONS.get(verb) if verb else None


def leads_on(status: Status) -> bool:
    """Tell whether a proposal can leave a status by a button or a decision."""
    placed = (row for row in TRANSITIONS.values() if row.place is not Place.NONE)
    return any(status in row.sources for row in placed)


def require_endings(rows: Iterable[Transition]) -> None:
    """Check that exactly the transitions to a final status end the proposal. Raises: ValueError."""
    for row in rows:
        is_final = any(move.target in FINAL for move in row.moves)
        if is_final != (row.ends is Ends.PROPOSAL):
            raise ValueError(f"“{row.name}” must end the proposal exactly if its target is final")


require_endings(TRANSITIONS.values())
