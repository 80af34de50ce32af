"""Energy, power and data that a payload asks for in each period of the mission.

Power is compared for each period, never as a bare sum of watts: a heater at night and a drill by day
never run together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add

from proposals.domain.envelope.period import PeriodRule, Phase
from proposals.domain.name import normalised

ZERO = Decimal(0)
# In these phases the payload can only survive on what the platform gives it.
DARK = frozenset({Phase.ECLIPSE, Phase.DARK})


@dataclass(frozen=True)
class Mode:
    """How a module runs. A figure that is None is TBD, which isn't zero.

    Units: W, s, kbit/s; `duty` is the part of a period's time in which the mode runs, from 0 to 1.
    `average_w` and `kbit_per_s` are those while it runs. `periods` are codes of the offer's periods.
    """

    module: str
    name: str
    average_w: Decimal | None = None
    peak_w: Decimal | None = None
    peak_s: Decimal | None = None
    duty: Decimal | None = None
    kbit_per_s: Decimal | None = None
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survival:
    """What the whole payload takes of the platform to outlive a dark period, beside its modes.

    Units: Wh in the whole period, with the energy of the keep-alive power; W without a break.
    """

    period: str
    energy_wh: Decimal | None = None
    keep_alive_w: Decimal | None = None


@dataclass(frozen=True)
class Sum:
    """A sum, or its lower bound where something is unknown.

    `unknown` counts the figures that the team doesn't know, `unpublished` those that are known for
    an hour, in a period whose hours the host hasn't published.
    """

    value: Decimal = ZERO
    unknown: int = 0
    unpublished: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.value + other.value,
            self.unknown + other.unknown,
            self.unpublished + other.unpublished,
        )

    @property
    def is_bound(self) -> bool:
        """Tell whether the sum is a lower bound only."""
        return bool(self.unknown or self.unpublished)


@dataclass(frozen=True)
class Load:
    """What a payload asks for in one period. Units: Wh, W, Mbit, W."""

    period: PeriodRule
    energy_wh: Sum
    peak_w: Sum
    mbit: Sum
    keep_alive_w: Sum


@dataclass(frozen=True)
class Resources:
    """The modes of a payload's modules, and what it needs to survive."""

    modes: tuple[Mode, ...] = ()
    survival: tuple[Survival, ...] = ()

    def load(self, period: PeriodRule, counts: Mapping[str, int]) -> Load:
        """Return what is asked for in a period.

        Energy in Wh = sum over the modes of count x average W x duty x hours, and the survival
        energy. Data in Mbit = sum of count x kbit/s x duty x hours x 3.6. `counts` holds the count of
        each module by its normalised name; another name counts once.
        """
        modes = [one for one in self.modes if period.code in one.periods]
        energy, data = [], []
        for one in modes:
            count = _count(one, counts)
            energy.append(_in(period, count, one.average_w, one.duty))
            data.append(_in(period, count, one.kbit_per_s, one.duty, Decimal("3.6")))
        survival = [one for one in self.survival if one.period == period.code]
        # A dark period of which the team says nothing needs an energy that nobody knows.
        lacks = Sum(unknown=int(period.phase in DARK and not survival))
        return Load(
            period,
            energy_wh=total([*energy, *(_known(one.energy_wh) for one in survival), lacks]),
            peak_w=_peak(modes, counts),
            mbit=total(data),
            keep_alive_w=total([*(_known(one.keep_alive_w) for one in survival), lacks]),
        )

    def peak_w(self, counts: Mapping[str, int]) -> Sum:
        """Return the highest peak of all periods in W; modes that name no period run in any."""
        codes = {code for one in self.modes for code in one.periods} or {""}
        peaks = [
            _peak([one for one in self.modes if code in one.periods or not one.periods], counts)
            for code in codes
        ]
        return Sum(max(one.value for one in peaks), max(one.unknown for one in peaks))


def total(parts: Iterable[Sum]) -> Sum:
    """Return the sum of the parts, with all that is unknown in them."""
    return reduce(add, parts, Sum())


def _peak(modes: Iterable[Mode], counts: Mapping[str, int]) -> Sum:
    """Return the largest sum of the peaks of one mode for each module, in W.

    A module runs in one mode at a time, all modules may run together, and nothing is known of the
    moments at which they peak. Where a peak is TBD, it is the average at least.
    """
    highest: dict[str, Sum] = {}
    for one in modes:
        name, count = normalised(one.module), _count(one, counts)
        before = highest.get(name, Sum())
        peak = max(one.peak_w or ZERO, one.average_w or ZERO) * count
        unknown = before.unknown + (one.peak_w is None and count > 0)
        highest[name] = Sum(max(before.value, peak), unknown)
    return total(highest.values())


def _count(mode: Mode, counts: Mapping[str, int]) -> int:
    return counts.get(normalised(mode.module), 1)


def _in(period: PeriodRule, *factors: Decimal | int | None) -> Sum:
    """Return the product of the factors and the hours of a period; a factor of 0 makes it 0."""
    if 0 in factors or period.hours == 0:
        return Sum()
    if None in factors:
        return Sum(unknown=1)
    if period.hours is None:
        return Sum(unpublished=1)
    product = period.hours
    for one in factors:
        product *= one or ZERO
    return Sum(product)


def _known(figure: Decimal | None) -> Sum:
    return Sum(unknown=1) if figure is None else Sum(figure)
