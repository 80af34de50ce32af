"""What an officer finds of a proposal by a checklist, and what it comes to."""

from dataclasses import dataclass
from enum import StrEnum

YES, NO = "yes", "no"


class ScreeningResult(StrEnum):
    """What a screening comes to."""

    OPEN = "open"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


@dataclass(frozen=True)
class PointAnswer:
    """What an officer found about a point: "yes", "no", or nothing yet; and a note."""

    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class PointGiven:
    """A point of a checklist as an officer wrote it; `key` is None for a new one."""

    key: int | None
    text: str
    help: str = ""
    decides: bool = False
