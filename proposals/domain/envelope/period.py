"""The phases of a mission on its platform, with what the host publishes for each of them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Phase(StrEnum):
    PAD = "pad"
    CRUISE = "cruise"
    DESCENT = "descent"
    COMMISSIONING = "commissioning"
    LIT = "lit"
    ECLIPSE = "eclipse"
    DARK = "dark"
    SEPARATED = "separated"


@dataclass(frozen=True)
class PeriodRule:
    """One period of an offer. None is a figure that wasn't published, which isn't zero."""

    code: str
    name: str
    phase: Phase
    hours: Decimal | None = None
    energy_wh: Decimal | None = None
    keep_alive_w: Decimal | None = None
    passes: int | None = None
    mbit_per_pass: Decimal | None = None

    @property
    def mbit(self) -> Decimal | None:
        """Return the data of all passes in Mbit; None unless both figures were published."""
        if self.passes is None or self.mbit_per_pass is None:
            return None
        return self.passes * self.mbit_per_pass

    @property
    def average_w(self) -> Decimal | None:
        """Return the average power in W that the energy allows; None if that can't be known."""
        if self.energy_wh is None or not self.hours:
            return None
        return self.energy_wh / self.hours
