"""What must hold before a proposal moves, besides its status and the person."""

from enum import Enum

from proposals.domain.refusal import Refusal


class Source(Enum):
    """Where it shows whether a need is met."""

    PROPOSAL = "the proposal and its call: asked by a function of actions/status/needs.py"
    PERSON = "the request: the person brings it, and a page asks for it"
    ACTION = "the action that makes the move: it has looked under the same lock"


class Need(Enum):
    """One condition, with the refusal that says it doesn't hold."""

    WINDOW = Refusal.WINDOW, Source.PROPOSAL
    NOT_REJECTED = Refusal.AGENCY_REJECTED, Source.PROPOSAL
    COMPLETE = Refusal.INCOMPLETE, Source.ACTION
    SETTLED = Refusal.NOT_SETTLED, Source.PROPOSAL
    REASON = Refusal.NO_REASON, Source.PERSON
    REVIVABLE = Refusal.NOT_REVIVABLE, Source.PROPOSAL
    EXTENSION = Refusal.NO_EXTENSION, Source.PERSON
    VERIFIED = Refusal.NOT_VERIFIED, Source.PROPOSAL
    CLARIFICATION = Refusal.NO_CLARIFICATION, Source.PERSON
    NOT_SCHEDULED = Refusal.DECISION_SCHEDULED, Source.PROPOSAL
    ANSWERED = Refusal.NOT_ANSWERED, Source.PROPOSAL
    RELEASED = Refusal.NOT_RELEASED, Source.PROPOSAL
    NEXT_STAGE = Refusal.NO_NEXT_STAGE, Source.PROPOSAL
    LAST_STAGE = Refusal.NOT_LAST_STAGE, Source.PROPOSAL
    FITS = Refusal.DOES_NOT_FIT, Source.PROPOSAL
    SECOND_OFFICER = Refusal.NO_SECOND_OFFICER, Source.PERSON
    TARGET = Refusal.NO_TARGET, Source.ACTION
    CONSENT = Refusal.NO_CONSENT, Source.ACTION
    TARGET_ENDED = Refusal.TARGET_LIVES, Source.ACTION

    def __init__(self, refusal: Refusal, source: Source) -> None:
        self.refusal = refusal
        self.source = source
