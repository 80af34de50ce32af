"""What must hold before a proposal moves, besides its status and the person."""

from enum import StrEnum
from types import MappingProxyType

from proposals.domain.translation import gettext_noop


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
