"""Mass, power and size of a proposal, compared with the limits of its platform."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from proposals.domain.translation import gettext_noop


class Kind(StrEnum):
    INSTRUMENT = "instrument"
    ADAPTER = "adapter"
    RELEASE = "release"
    HARNESS = "harness"
    THERMAL = "thermal"


class Category(StrEnum):
    OFF_THE_SHELF = "off_the_shelf"
    MODIFIED = "modified"
    NEW = "new"


class Basis(StrEnum):
    TBD = "tbd"
    TBC = "tbc"
    ESTIMATED = "estimated"
    CALCULATED = "calculated"
    MEASURED = "measured"


# Growth allowance by design category. Source: ESA SRE-PA/2011.097 issue 1 rev 3.
GROWTH = MappingProxyType(
    {
        Category.OFF_THE_SHELF: Decimal("0.05"),
        Category.MODIFIED: Decimal("0.10"),
        Category.NEW: Decimal("0.20"),
    }
)
# A limit that doesn't count adapters, release devices and cables leaves out these kinds.
INTERFACE_KINDS = frozenset({Kind.ADAPTER, Kind.RELEASE, Kind.HARNESS})


class Quantity(StrEnum):
    MASS = "mass"
    POWER = "power"
    ENERGY = "energy"
    DATA = "data"
    TEMPERATURE = "temperature"
    SIZE = "size"


class Scope(StrEnum):
    PLATFORM = "platform"
    PROPOSAL = "proposal"
    MODULE = "module"


@dataclass(frozen=True)
class Item:
    """One line of the equipment list. `cbe_kg` is the mass of one piece, None while it is TBD."""

    name: str
    kind: Kind
    quantity: int
    cbe_kg: Decimal | None
    category: Category
    basis: Basis
    module: str = ""

    @property
    def growth(self) -> Decimal:
        """Return the growth allowance as a fraction; a measured mass has none."""
        return Decimal(0) if self.basis is Basis.MEASURED else GROWTH[self.category]

    @property
    def total_cbe_kg(self) -> Decimal:
        return (self.cbe_kg or Decimal(0)) * self.quantity

    @property
    def mev_kg(self) -> Decimal:
        """Return the maximum expected value, CBE x (1 + growth allowance), of all pieces."""
        return self.total_cbe_kg * (1 + self.growth)


@dataclass(frozen=True)
class LimitRule:
    """A limit that the host sets. If `maximum` is None, its figure wasn't published.

    Units: kg, W, Wh, GB/day, deg C. A size is a box of three lengths in mm.
    """

    quantity: Quantity
    scope: Scope
    maximum: Decimal | None = None
    minimum: Decimal | None = None
    box_mm: tuple[int, int, int] | None = None
    counts_interfaces: bool = True


@dataclass(frozen=True)
class Budget:
    """What a proposal asks of its platform."""

    items: tuple[Item, ...] = ()
    mass_max_kg: Decimal | None = None  # the end of the range that a letter may give without items
    nte_kg: Decimal | None = None  # None where the team asks for no more than the MEV
    power_w: Decimal | None = None  # the peak if it is known, else the average
    data_gb_per_day: Decimal | None = None
    box_mm: tuple[int, int, int] | None = None
    temperature_c: tuple[Decimal, Decimal] | None = None

    def cbe_kg(self) -> Decimal:
        return sum((item.total_cbe_kg for item in self.items), Decimal(0))

    def mev_kg(self, *, counts_interfaces: bool = True) -> Decimal:
        counted = _counted(self.items, counts_interfaces)
        return sum((item.mev_kg for item in counted), Decimal(0))

    def asked_kg(self, *, counts_interfaces: bool = True) -> Decimal | None:
        """Return the NTE mass: the figure that the team asks for, or the MEV if it is larger.

        Without items it is the figure that the team asks for, or else the upper end of the range.
        """
        if not self.items:
            return self.nte_kg or self.mass_max_kg
        mev = self.mev_kg(counts_interfaces=counts_interfaces)
        extra = max((self.nte_kg or Decimal(0)) - self.mev_kg(), Decimal(0))
        return mev + extra

    def modules_kg(self, *, counts_interfaces: bool = True) -> dict[str, Decimal]:
        """Return the MEV of each module by its name; items without a module stand under ""."""
        masses: dict[str, Decimal] = {}
        for item in _counted(self.items, counts_interfaces):
            masses[item.module] = masses.get(item.module, Decimal(0)) + item.mev_kg
        return masses


@dataclass(frozen=True)
class Excess:
    """A limit that a proposal breaks."""

    quantity: Quantity
    scope: Scope
    message: str
    params: MappingProxyType[str, str]


def exceeded(budget: Budget, limits: Iterable[LimitRule], *, margin: Decimal) -> list[Excess]:
    """List the limits that the budget breaks; unknown figures and unpublished limits don't count.

    `margin` is the host's system margin as a fraction: a platform carries NTE x (1 + margin).
    """
    found: list[Excess] = []
    for limit in limits:
        found.extend(_CHECKS[limit.quantity](budget, limit, margin))
    return found


def fits(asked_kg: Iterable[Decimal], maximum_kg: Decimal, *, margin: Decimal) -> bool:
    """Tell whether sum of NTE x (1 + margin) <= limit. Masses in kg, margin as a fraction."""
    return sum(asked_kg, Decimal(0)) * (1 + margin) <= maximum_kg


def usable_kg(maximum_kg: Decimal, *, margin: Decimal) -> Decimal:
    """Return the NTE that a limit carries: 200 kg at 20 % is 166.7 kg."""
    return maximum_kg / (1 + margin)


def _counted(items: Iterable[Item], counts_interfaces: bool) -> list[Item]:
    return [item for item in items if counts_interfaces or item.kind not in INTERFACE_KINDS]


def _excess(broken: LimitRule, message: str, /, **params: str) -> Excess:
    return Excess(broken.quantity, broken.scope, message, MappingProxyType(params))


def _text(value: Decimal) -> str:
    """Write a figure without an exponent and with three decimals at most."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _mass(budget: Budget, limit: LimitRule, margin: Decimal) -> list[Excess]:
    if limit.maximum is None:
        return []
    if limit.scope is Scope.MODULE:
        return _module_mass(budget, limit, limit.maximum)
    asked = budget.asked_kg(counts_interfaces=limit.counts_interfaces)
    if asked is None:
        return []
    if limit.scope is Scope.PROPOSAL:
        if asked <= limit.maximum:
            return []
        return [
            _excess(
                limit,
                gettext_noop(
                    "The mass asked for, %(asked)s kg, is over the limit of %(limit)s kg for one proposal."
                ),
                asked=_text(asked),
                limit=_text(limit.maximum),
            )
        ]
    if fits([asked], limit.maximum, margin=margin):
        return []
    return [
        _excess(
            limit,
            gettext_noop(
                "The mass asked for, %(asked)s kg, doesn't fit the platform: %(asked)s kg × (1 + %(margin)s) = %(total)s kg is over %(limit)s kg."
            ),
            asked=_text(asked),
            margin=_text(margin),
            total=_text(asked * (1 + margin)),
            limit=_text(limit.maximum),
        )
    ]


def _module_mass(budget: Budget, limit: LimitRule, maximum: Decimal) -> list[Excess]:
    found = []
    for module, mass in budget.modules_kg(counts_interfaces=limit.counts_interfaces).items():
        if mass <= maximum:
            continue
        sentence = (
            gettext_noop(
                "Module “%(module)s” has %(mass)s kg (MEV), over the limit of %(limit)s kg for one module."
            )
            if module
            else gettext_noop(
                "What belongs to no named module has %(mass)s kg (MEV), over the limit of %(limit)s kg for one module."
            )
        )
        found.append(
            _excess(limit, sentence, module=module, mass=_text(mass), limit=_text(maximum))
        )
    if budget.items or budget.mass_max_kg is None or budget.mass_max_kg <= maximum:
        return found
    sentence = gettext_noop(
        "The mass range ends at %(mass)s kg, over the limit of %(limit)s kg for one module; list the modules to show how it divides."
    )
    return [_excess(limit, sentence, mass=_text(budget.mass_max_kg), limit=_text(maximum))]


def _power(budget: Budget, limit: LimitRule, margin: Decimal) -> list[Excess]:
    if limit.maximum is None or budget.power_w is None or budget.power_w <= limit.maximum:
        return []
    sentence = gettext_noop("The power asked for, %(asked)s W, is over the limit of %(limit)s W.")
    return [_excess(limit, sentence, asked=_text(budget.power_w), limit=_text(limit.maximum))]


def _data(budget: Budget, limit: LimitRule, margin: Decimal) -> list[Excess]:
    asked = budget.data_gb_per_day
    if limit.maximum is None or asked is None or asked <= limit.maximum:
        return []
    sentence = gettext_noop(
        "The data volume asked for, %(asked)s GB a day, is over the limit of %(limit)s GB a day."
    )
    return [_excess(limit, sentence, asked=_text(asked), limit=_text(limit.maximum))]


def _size(budget: Budget, limit: LimitRule, margin: Decimal) -> list[Excess]:
    """Compare two boxes, turned so that they fit best."""
    if limit.box_mm is None or budget.box_mm is None:
        return []
    asked, allowed = sorted(budget.box_mm), sorted(limit.box_mm)
    if all(mine <= theirs for mine, theirs in zip(asked, allowed, strict=True)):
        return []
    sentence = gettext_noop(
        "The stowed box of %(asked)s mm doesn't fit into %(limit)s mm in any orientation."
    )
    return [
        _excess(
            limit,
            sentence,
            asked=" × ".join(map(str, budget.box_mm)),
            limit=" × ".join(map(str, limit.box_mm)),
        )
    ]


def _temperature(budget: Budget, limit: LimitRule, margin: Decimal) -> list[Excess]:
    """Check that the payload survives the whole temperature range of the platform."""
    if budget.temperature_c is None or limit.minimum is None or limit.maximum is None:
        return []
    low, high = budget.temperature_c
    if low <= limit.minimum and high >= limit.maximum:
        return []
    sentence = gettext_noop(
        "The payload survives %(low)s to %(high)s °C; the platform has %(minimum)s to %(maximum)s °C."
    )
    return [
        _excess(
            limit,
            sentence,
            low=_text(low),
            high=_text(high),
            minimum=_text(limit.minimum),
            maximum=_text(limit.maximum),
        )
    ]


def _none(budget: Budget, limit: LimitRule, margin: Decimal) -> list[Excess]:
    """Check nothing: energy is compared for each period of the mission, never as one sum."""
    return []


_CHECKS = {
    Quantity.MASS: _mass,
    Quantity.POWER: _power,
    Quantity.ENERGY: _none,
    Quantity.DATA: _data,
    Quantity.TEMPERATURE: _temperature,
    Quantity.SIZE: _size,
}
