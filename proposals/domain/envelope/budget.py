"""What a proposal asks of its platform: the masses of its items, power, data and size."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

from proposals.domain.envelope.energy import Resources, Sum
from proposals.domain.envelope.growth import (
    ESA,
    INTERFACE_KINDS,
    Basis,
    Category,
    GrowthPolicy,
    Kind,
)
from proposals.domain.envelope.quantity import Quantity
from proposals.domain.name import normalised

GRAM = Decimal("0.001")
# Length, width and height in mm; None where a side isn't known, or wasn't published.
Box = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Mass:
    """A mass in kg. `unknown` counts the items without a mass; with any, it is a lower bound."""

    kg: Decimal
    unknown: int = 0

    def __add__(self, other: "Mass") -> "Mass":
        return Mass(self.kg + other.kg, self.unknown + other.unknown)


@dataclass(frozen=True)
class Item:
    """One line of the equipment list. `cbe_kg` is the mass of one piece, None while it is TBD.

    Of a line that is being written, other parts may be None as well: then its mass is a lower bound.
    """

    name: str
    kind: Kind | None
    quantity: int | None
    cbe_kg: Decimal | None
    category: Category | None
    basis: Basis | None
    module: str = ""

    @property
    def is_unknown(self) -> bool:
        """Tell whether the mass of this line is unknown, or known as a lower bound only."""
        return None in (self.kind, self.quantity, self.cbe_kg, self.category, self.basis)

    @property
    def total_cbe_kg(self) -> Decimal:
        return (self.cbe_kg or Decimal(0)) * (self.quantity or 1)

    def mev_kg(self, growth: GrowthPolicy) -> Decimal:
        """Return the maximum expected value, CBE x (1 + growth allowance), of all pieces."""
        if self.kind is None or self.category is None or self.basis is None:
            return self.total_cbe_kg
        return self.total_cbe_kg * (1 + growth.fraction(self.kind, self.category, self.basis))


@dataclass(frozen=True)
class Module:
    """A part that stands or works on its own: its items are those of one, `count` multiplies them."""

    name: str
    count: int = 1
    nte_kg: Decimal | None = None
    box_mm: Box | None = None


@dataclass(frozen=True)
class Share:
    """The part of one line of the list in a sum. `fraction` is from 0 to 1."""

    name: str
    kg: Decimal
    fraction: Decimal


@dataclass(frozen=True)
class Budget:
    """What a proposal asks of its platform."""

    items: tuple[Item, ...] = ()
    modules: tuple[Module, ...] = ()
    mass_max_kg: Decimal | None = None  # the upper end of the range that a letter may give
    nte_kg: Decimal | None = None  # None where the team asks for no more than the MEV
    power_w: Decimal | None = None  # the peak if it is known, else the average
    data_gb_per_day: Decimal | None = None
    box_mm: Box | None = None
    # The lowest and the highest temperature at which the payload operates.
    temperature_c: tuple[Decimal | None, Decimal | None] | None = None
    growth: GrowthPolicy = ESA
    # How the modules run; None where nobody was asked, as for a letter.
    resources: Resources | None = None
    # The quantities that an answer calls TBD. An answer that isn't there yet is no part of these.
    tbd: frozenset[Quantity] = frozenset()

    def items_of(self, module: Module | None) -> list[Item]:
        """Return the items of one module; for None, those that go with no module of the list."""
        name = normalised(module.name) if module else ""
        if module and not name:
            return []  # a row that is being written
        return [one for one in self.items if self._module_of(one) == name]

    def heaviest(self, module: Module | None = None) -> Share | None:
        """Return the item with the largest part of the CBE: of one module, or of the whole."""
        shares = [
            (one.total_cbe_kg * (1 if module else self._count(one)), one.name)
            for one in (self.items_of(module) if module else self.items)
        ]
        total_kg = sum((kg for kg, _ in shares), Decimal(0))
        if not total_kg:
            return None
        kg, name = max(shares)
        return Share(name, kg, kg / total_kg)

    def cbe_of(self, module: Module) -> Mass:
        """Return the CBE of the items of one module."""
        items = self.items_of(module)
        return Mass(sum((one.total_cbe_kg for one in items), Decimal(0)), _unknown(items))

    def cbe(self) -> Mass:
        kg = sum((one.total_cbe_kg * self._count(one) for one in self.items), Decimal(0))
        return Mass(kg, _unknown(self.items))

    def mev(self, *, counts_interfaces: bool = True) -> Mass:
        """Return the MEV of all items, those of a module times its count."""
        counted = _counted(self.items, counts_interfaces)
        kg = sum((one.mev_kg(self.growth) * self._count(one) for one in counted), Decimal(0))
        return Mass(kg, _unknown(counted))

    def mev_of(self, module: Module | None, *, counts_interfaces: bool = True) -> Mass:
        """Return the MEV of one module, or of the items that go with none."""
        counted = _counted(self.items_of(module), counts_interfaces)
        kg = sum((one.mev_kg(self.growth) for one in counted), Decimal(0))
        return Mass(kg, _unknown(counted))

    def asked_of(self, module: Module, *, counts_interfaces: bool = True) -> Mass:
        """Return what is asked for one module: its NTE, or the MEV of its items if that is larger."""
        mev = self.mev_of(module, counts_interfaces=counts_interfaces)
        beyond_kg = max((module.nte_kg or Decimal(0)) - self.mev_of(module).kg, Decimal(0))
        has_nothing = module.nte_kg is None and not self.items_of(module)
        return Mass(mev.kg + beyond_kg, mev.unknown + has_nothing)

    def asked(self, *, counts_interfaces: bool = True) -> Mass | None:
        """Return the NTE mass: the largest of the list, the range's upper end, and the team's NTE.

        None while nothing of these is known.
        """
        figures = [one for one in (self.mass_max_kg, self.nte_kg) if one is not None]
        if not self.items and not self.modules and not figures:
            return None
        beyond_kg = max([*figures, Decimal(0)]) - self._listed(counts_interfaces=True).kg
        listed = self._listed(counts_interfaces=counts_interfaces)
        return Mass(listed.kg + max(beyond_kg, Decimal(0)), listed.unknown)

    def without_module(self, *, counts_interfaces: bool = True) -> Mass:
        """Return the part of what is asked for that belongs to no module.

        Besides the items that go with no module, it is what the NTE or the range of the proposal
        adds to the list.
        """
        asked = self.asked(counts_interfaces=counts_interfaces) or Mass(Decimal(0))
        of_modules = self._of_modules(counts_interfaces=counts_interfaces)
        return Mass(asked.kg - of_modules.kg, asked.unknown - of_modules.unknown)

    def _listed(self, *, counts_interfaces: bool) -> Mass:
        loose = self.mev_of(None, counts_interfaces=counts_interfaces)
        return loose + self._of_modules(counts_interfaces=counts_interfaces)

    def _of_modules(self, *, counts_interfaces: bool) -> Mass:
        asked = [
            (one.count, self.asked_of(one, counts_interfaces=counts_interfaces))
            for one in self.modules
        ]
        kg = sum((count * mass.kg for count, mass in asked), Decimal(0))
        return Mass(kg, sum(mass.unknown for _, mass in asked))

    def peak_of_modes(self) -> Sum:
        """Return the highest peak that the modes reach together in a period, in W."""
        return self.resources.peak_w(self.counts) if self.resources else Sum()

    def _count(self, item: Item) -> int:
        return self.counts.get(normalised(item.module), 1)

    def _module_of(self, item: Item) -> str:
        name = normalised(item.module)
        return name if name in self.counts else ""

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return the count of each module by its name, without regard to case."""
        return {name: one.count for one in self.modules if (name := normalised(one.name))}


def rounded_up(kg: Decimal) -> Decimal:
    """Round a mass that is asked for to the next gram, so that no part of it is lost."""
    return kg.quantize(GRAM, ROUND_CEILING)


def _counted(items: Iterable[Item], counts_interfaces: bool) -> list[Item]:
    return [item for item in items if counts_interfaces or item.kind not in INTERFACE_KINDS]


def _unknown(items: Iterable[Item]) -> int:
    """Count the lines of the list whose mass isn't known."""
    return sum(item.is_unknown for item in items)
