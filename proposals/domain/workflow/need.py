"""The needs: conditions of a transition besides the proposal's status and the person."""

from enum import Enum

from proposals.domain.refusal import Refusal


class CheckedBy(Enum):
    """How it is decided whether a need is met."""

    PROPOSAL = "by a function in actions/status/needs.py that reads the proposal and its call"
    PERSON = "by a function there that reads what the person has entered"
    ACTION = "by the action that makes the transition, under the same lock"


class Need(Enum):
    """One condition, with the refusal for a proposal that doesn't meet it."""

    WINDOW = Refusal.WINDOW, CheckedBy.PROPOSAL
    NOT_REJECTED = Refusal.AGENCY_REJECTED, CheckedBy.PROPOSAL
    COMPLETE = Refusal.INCOMPLETE, CheckedBy.ACTION
    SIGNED_OFF = Refusal.NOT_SIGNED_OFF, CheckedBy.ACTION
    SETTLED = Refusal.NOT_SETTLED, CheckedBy.PROPOSAL
    REASON = Refusal.NO_REASON, CheckedBy.PERSON
    REVIVABLE = Refusal.NOT_REVIVABLE, CheckedBy.PROPOSAL
    NOT_CANCELLED = Refusal.CALL_CANCELLED, CheckedBy.PROPOSAL
    EXTENSION = Refusal.NO_EXTENSION, CheckedBy.PERSON
    VERIFIED = Refusal.NOT_VERIFIED, CheckedBy.PROPOSAL
    CLARIFICATION = Refusal.NO_CLARIFICATION, CheckedBy.ACTION
    NOT_SCHEDULED = Refusal.DECISION_SCHEDULED, CheckedBy.PROPOSAL
    ANSWERED = Refusal.NOT_ANSWERED, CheckedBy.PROPOSAL
    RELEASED = Refusal.NOT_RELEASED, CheckedBy.PROPOSAL
    NEXT_STAGE = Refusal.NO_NEXT_STAGE, CheckedBy.PROPOSAL
    LAST_STAGE = Refusal.NOT_LAST_STAGE, CheckedBy.PROPOSAL
    FITS = Refusal.DOES_NOT_FIT, CheckedBy.PROPOSAL
    SECOND_OFFICER = Refusal.NO_SECOND_OFFICER, CheckedBy.PERSON
    TARGET = Refusal.NO_TARGET, CheckedBy.ACTION
    CONSENT = Refusal.NO_CONSENT, CheckedBy.ACTION
    TARGET_ENDED = Refusal.TARGET_LIVES, CheckedBy.ACTION

    def __init__(self, refusal: Refusal, checked_by: CheckedBy) -> None:
        self.refusal = refusal
        self.checked_by = checked_by
