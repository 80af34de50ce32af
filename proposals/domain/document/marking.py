"""What the person who uploads a file declares about export control."""

from dataclasses import dataclass
from enum import StrEnum

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.translation import Sentence
from proposals.domain.translation import gettext_noop as _


class Control(StrEnum):
    """Whether a file is under export control. Files of before this was asked have none."""

    NOT_CONTROLLED = "not_controlled"
    CONTROLLED = "controlled"

    @property
    def label(self) -> Sentence:
        return LABELS[self]


LABELS = {
    Control.NOT_CONTROLLED: _("Not controlled"),
    Control.CONTROLLED: _("Controlled"),
}


@dataclass(frozen=True)
class Marking:
    """A file's marking, and that the person confirmed that it may be sent to the host."""

    control: str
    classification: str = ""
    licence: str = ""
    may_be_sent: bool = False

    def problems(self) -> dict[str, Refusal]:
        """Return what the marking lacks, by field."""
        found = {}
        if self.control not in set(Control):
            found["control"] = Refusal.FILE_NOT_MARKED
        if self.control == Control.CONTROLLED:
            if not self.classification:
                found["classification"] = Refusal.CLASSIFICATION_MISSING
            if not self.licence:
                found["licence"] = Refusal.LICENCE_MISSING
        if not self.may_be_sent:
            found["may_be_sent"] = Refusal.SENDING_NOT_CONFIRMED
        return found

    def require(self) -> None:
        """Raises: RuleBroken for the first of the problems()."""
        for field, refusal in self.problems().items():
            raise RuleBroken(refusal, field=field)
