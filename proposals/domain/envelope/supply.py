"""What the host publishes for each period, and where a payload asks for more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from proposals.domain.envelope.budget import Budget
from proposals.domain.envelope.energy import Load, Sum
from proposals.domain.envelope.limit import Excess, Scope, down, up
from proposals.domain.envelope.period import PeriodRule, Phase
from proposals.domain.envelope.quantity import Quantity
from proposals.domain.translation import Sentence
from proposals.domain.translation import gettext_noop as _


@dataclass(frozen=True)
class Supply:
    """One quantity in one period: what is asked for, and what is published (None: not published)."""

    quantity: Quantity
    asked: Sum
    published: Decimal | None
    unit: str
    over: Sentence
    unknown: Sentence

    @property
    def is_over(self) -> bool:
        return self.published is not None and self.asked.value > self.published

    @property
    def is_unknown(self) -> bool:
        """Tell whether nobody can say if it keeps what is published."""
        return self.published is not None and not self.is_over and self.asked.is_bound


def supplies(load: Load) -> tuple[Supply, Supply, Supply]:
    """Return energy, data and keep-alive power of a period, each beside what is published.

    After separation a payload lives on its own energy, so the platform supplies neither energy nor
    power, and nothing is compared.
    """
    period = load.period
    is_own = period.phase is Phase.SEPARATED
    energy_wh, keep_alive_w = (None, None) if is_own else (period.energy_wh, period.keep_alive_w)
    return (
        Supply(Quantity.ENERGY, load.energy_wh, energy_wh, *_ENERGY),
        Supply(Quantity.DATA, load.mbit, period.mbit, *_DATA),
        Supply(Quantity.POWER, load.keep_alive_w, keep_alive_w, *_KEEP_ALIVE),
    )


def exceeded_in_periods(budget: Budget, periods: Iterable[PeriodRule]) -> list[Excess]:
    """List where the modes ask for more than is published, or may do so, and where they contradict.

    What wasn't published breaks no limit. A period whose hours weren't published is said, too, as
    the host's gap and not the team's.
    """
    if budget.resources is None:
        return []
    found = [
        excess
        for period in periods
        for supply in supplies(budget.resources.load(period, budget.counts))
        for excess in _excess(supply, period)
    ]
    return [*found, *_above_stated(budget)]


def _excess(supply: Supply, period: PeriodRule) -> Iterator[Excess]:
    if supply.published is None:
        return
    figures = {
        "period": period.name,
        "asked": up(supply.asked.value),
        "limit": down(supply.published),
        "count": str(supply.asked.unknown),
        "unit": supply.unit,
    }
    found = partial(Excess, supply.quantity, Scope.PERIOD, params=MappingProxyType(figures))
    if supply.is_over:
        yield found(message=supply.over)
    elif supply.asked.unknown:
        yield found(message=supply.unknown, is_unknown=True)
    elif supply.asked.unpublished:
        yield found(message=_UNPUBLISHED, is_unknown=True, is_of_host=True)


def _above_stated(budget: Budget) -> Iterator[Excess]:
    """Compare the peak of the modes with the one figure that is stated for the whole payload."""
    peak_w = budget.peak_of_modes().value
    if budget.power_w is None or Quantity.POWER in budget.tbd or peak_w <= budget.power_w:
        return
    figures = {"asked": up(peak_w), "stated": down(budget.power_w)}
    yield Excess(Quantity.POWER, Scope.PERIOD, _ABOVE_STATED, MappingProxyType(figures))


_ENERGY = (
    "Wh",
    _(
        "In “%(period)s” the payload takes %(asked)s Wh, more than the %(limit)s Wh that are published."
    ),
    _(
        "In “%(period)s” the payload takes at least %(asked)s Wh, unknown figures: %(count)s. Nobody can tell whether it keeps the %(limit)s Wh that are published."
    ),
)
_DATA = (
    "Mbit",
    _(
        "In “%(period)s” the payload sends %(asked)s Mbit, more than the %(limit)s Mbit that are published."
    ),
    _(
        "In “%(period)s” the payload sends at least %(asked)s Mbit, unknown figures: %(count)s. Nobody can tell whether it keeps the %(limit)s Mbit that are published."
    ),
)
_KEEP_ALIVE = (
    "W",
    _(
        "In “%(period)s” the payload needs %(asked)s W without a break, more than the %(limit)s W that are published."
    ),
    _(
        "In “%(period)s” the payload needs at least %(asked)s W without a break, unknown figures: %(count)s. Nobody can tell whether it keeps the %(limit)s W that are published."
    ),
)
_UNPUBLISHED = _(
    "The hours of “%(period)s” aren't published: nobody can tell whether the payload keeps the %(limit)s %(unit)s that are."
)
_ABOVE_STATED = _(
    "The modes reach %(asked)s W together, more than the %(stated)s W that the equipment list states as the payload's power."
)
