"""The envelope as pages show it: masses beside their limits, and what each period asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from proposals.content.proposal import Content
from proposals.domain import envelope
from proposals.domain.envelope import Budget, LimitRule, Mass, Quantity, Scope
from proposals.domain.section.field import Section
from proposals.pages import mass as words

_NOTHING = Mass(Decimal(0))


@dataclass(frozen=True)
class MassLine:
    """A mass from its estimate to its limit. `held` is what is compared with the limit."""

    title: str
    held: Mass
    chain: str = ""
    base_kg: Decimal = Decimal(0)
    has_limit: bool = False
    limit_kg: Decimal | None = None
    driver: str = ""

    @property
    def is_over(self) -> bool:
        return self.limit_kg is not None and self.held.kg > self.limit_kg

    @property
    def short(self) -> str:
        """Return what is asked for and the limit in a few words."""
        asked = words.up(self.held.kg)
        if self.held.unknown:
            asked = gettext("at least %(kg)s") % {"kg": asked}
        if self.limit_kg is None:
            return gettext("%(asked)s kg") % {"asked": asked}
        figures = {"asked": asked, "limit": words.down(self.limit_kg)}
        return gettext("%(asked)s of %(limit)s kg") % figures


@dataclass(frozen=True)
class Supplied:
    """What is asked for in a period beside what is published, in words."""

    text: str
    is_over: bool = False
    is_unknown: bool = False


@dataclass(frozen=True)
class PeriodLine:
    name: str
    hours: Decimal | None
    energy: Supplied
    data: Supplied
    keep_alive: Supplied
    peak: Supplied

    @property
    def is_over(self) -> bool:
        return self.energy.is_over or self.data.is_over or self.keep_alive.is_over


@dataclass(frozen=True)
class Panel:
    """The lines of masses, and of the periods if the stage asks for modes."""

    uses_platform: bool
    masses: tuple[MassLine, ...]
    periods: tuple[PeriodLine, ...]
    growth: envelope.GrowthPolicy

    @property
    def first(self) -> MassLine | None:
        """Return the line that a summary shows: one that is over, else that of the proposal."""
        over = [one for one in self.masses if one.is_over]
        return next(iter(over or [one for one in self.masses if one.chain] or self.masses), None)

    @property
    def periods_over(self) -> int:
        return sum(one.is_over for one in self.periods)


def panel(content: Content) -> Panel:
    budget = content.budget
    return Panel(
        uses_platform=content.uses_platform,
        masses=tuple(_masses(content)) if content.asked else (),
        periods=tuple(_periods(content)),
        growth=budget.growth,
    )


def belongs_to(section: Section) -> bool:
    """Tell whether a section holds figures that the panel shows."""
    return Quantity.MASS in section.limited or section.has_periods


def _masses(content: Content) -> list[MassLine]:
    """Return a line for the proposal, each module and the platform, the proposal first."""
    budget = content.budget
    limits = {
        one.scope: one
        for one in (limit.rule() for limit in content.limits)
        if one.quantity is Quantity.MASS
    }
    platform = limits.get(Scope.PLATFORM)
    of_one = [limits.get(Scope.PROPOSAL), None if budget.modules else limits.get(Scope.MODULE)]
    own = _tightest(of_one)
    lines = [_of_proposal(budget, own or platform)]
    lines += [_of_module(budget, one, limits.get(Scope.MODULE)) for one in budget.modules]
    if own and platform:
        title = gettext("Of the platform, which carries all payloads together")
        lines.append(
            MassLine(title, _asked(budget, platform), has_limit=True, limit_kg=platform.maximum)
        )
    return lines


def _tightest(limits: Iterable[LimitRule | None]) -> LimitRule | None:
    found = [one for one in limits if one and one.maximum is not None]
    return min(found, key=lambda one: one.maximum or Decimal(0), default=None)


def _asked(budget: Budget, limit: LimitRule | None) -> Mass:
    counts = limit is None or limit.counts_interfaces
    return budget.asked(counts_interfaces=counts) or _NOTHING


def _of_proposal(budget: Budget, limit: LimitRule | None) -> MassLine:
    asked, cbe = budget.asked() or _NOTHING, budget.cbe()
    return MassLine(
        gettext("The proposal"),
        _asked(budget, limit),
        _chain(cbe, budget.mev(), asked) if budget.items else _asked_for(asked),
        base_kg=cbe.kg,
        has_limit=limit is not None,
        limit_kg=limit.maximum if limit else None,
        driver=_driver(budget.heaviest()),
    )


def _of_module(budget: Budget, module: envelope.Module, limit: LimitRule | None) -> MassLine:
    """Return the line of one module; what goes with no module is held against its limit as well."""
    counts = limit is None or limit.counts_interfaces
    own = budget.asked_of(module, counts_interfaces=counts)
    rest = budget.without_module(counts_interfaces=counts) if limit else _NOTHING
    cbe, chain = budget.cbe_of(module), ""
    if budget.items_of(module):
        chain = _chain(cbe, budget.mev_of(module), budget.asked_of(module))
    if rest != _NOTHING:
        beside = gettext("in no module: %(mass)s") % {"mass": words.mass(rest)}
        chain = f"{chain}; {beside}" if chain else beside
    title = gettext("%(count)s × %(name)s, each")
    return MassLine(
        title % {"count": module.count, "name": module.name},
        own + rest,
        chain,
        base_kg=cbe.kg,
        has_limit=limit is not None,
        limit_kg=limit.maximum if limit else None,
        driver=_driver(budget.heaviest(module)),
    )


def _chain(cbe: Mass, mev: Mass, asked: Mass) -> str:
    """Write how the estimate becomes what is asked for."""
    growth = (mev.kg / cbe.kg - 1).quantize(Decimal("0.001")) if cbe.kg else Decimal(0)
    return gettext("CBE %(cbe)s + growth %(growth)s = MEV %(mev)s, NTE %(nte)s") % {
        "cbe": _kg(cbe),
        "growth": words.percent(growth),
        "mev": _kg(mev),
        "nte": _kg(asked),
    }


def _asked_for(asked: Mass) -> str:
    return gettext("NTE %(nte)s, without a list of items") % {"nte": _kg(asked)}


def _kg(mass: Mass) -> str:
    return gettext("%(kg)s kg") % {"kg": words.up(mass.kg)}


def _driver(share: envelope.Share | None) -> str:
    if share is None:
        return ""
    return gettext("Heaviest: %(name)s, %(kg)s kg, %(percent)s of the CBE") % {
        "name": share.name or gettext("an item without a name"),
        "kg": words.up(share.kg),
        "percent": words.percent(share.fraction.quantize(Decimal("0.01"))),
    }


def _periods(content: Content) -> list[PeriodLine]:
    resources, counts = content.budget.resources, content.budget.counts
    if resources is None:
        return []
    loads = [resources.load(one.rule(), counts) for one in content.periods]
    return [_period(one) for one in loads]


def _period(load: envelope.Load) -> PeriodLine:
    energy, data, keep_alive = (_cell(one) for one in envelope.supplies(load))
    peak = Supplied(_sum(load.peak_w))
    return PeriodLine(load.period.name, load.period.hours, energy, data, keep_alive, peak)


def _cell(supply: envelope.Supply) -> Supplied:
    if supply.published is None:
        return Supplied(_sum(supply.asked))
    text = gettext("%(asked)s of %(published)s") % {
        "asked": _sum(supply.asked),
        "published": words.down(supply.published),
    }
    return Supplied(text, supply.is_over, supply.is_unknown)


def _sum(asked: envelope.Sum) -> str:
    figure = words.up(asked.value)
    return gettext("at least %(figure)s") % {"figure": figure} if asked.is_bound else figure
