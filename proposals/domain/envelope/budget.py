"""What a proposal asks of its platform: the masses of its items, power, data and size."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from proposals.domain.envelope.growth import (
    ESA,
    INTERFACE_KINDS,
    Basis,
    Category,
    GrowthPolicy,
    Kind,
)
from proposals.domain.envelope.quantity import Quantity

GRAM = Decimal("0.001")
# Length, width and height in mm; None where a side isn't known, or wasn't published.
Box = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Mass:
    """A mass in kg. `unknown` counts the items without a mass; with any, it is a lower bound."""

    kg: Decimal
    unknown: int = 0


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
    def total_cbe_kg(self) -> Decimal:
        return (self.cbe_kg or Decimal(0)) * self.quantity

    def mev_kg(self, growth: GrowthPolicy) -> Decimal:
        """Return the maximum expected value, CBE x (1 + growth allowance), of all pieces."""
        return self.total_cbe_kg * (1 + growth.fraction(self.kind, self.category, self.basis))


@dataclass(frozen=True)
class Budget:
    """What a proposal asks of its platform."""

    items: tuple[Item, ...] = ()
    mass_max_kg: Decimal | None = None  # the upper end of the range that a letter may give
    nte_kg: Decimal | None = None  # None where the team asks for no more than the MEV
    power_w: Decimal | None = None  # the peak if it is known, else the average
    data_gb_per_day: Decimal | None = None
    box_mm: Box | None = None
    # The lowest and the highest temperature at which the payload operates.
    temperature_c: tuple[Decimal | None, Decimal | None] | None = None
    growth: GrowthPolicy = ESA
    # The quantities that an answer calls TBD. An answer that isn't there yet is no part of these.
    tbd: frozenset[Quantity] = frozenset()

    def cbe(self) -> Mass:
        return Mass(sum((one.total_cbe_kg for one in self.items), Decimal(0)), _unknown(self.items))

    def mev(self, *, counts_interfaces: bool = True) -> Mass:
        counted = _counted(self.items, counts_interfaces)
        return Mass(
            sum((item.mev_kg(self.growth) for item in counted), Decimal(0)), _unknown(counted)
        )

    def asked(self, *, counts_interfaces: bool = True) -> Mass | None:
        """Return the NTE mass: the largest of the MEV, the range's upper end, and the team's NTE.

        None while nothing of these is known.
        """
        figures = [one for one in (self.mass_max_kg, self.nte_kg) if one is not None]
        if not self.items and not figures:
            return None
        mev = self.mev(counts_interfaces=counts_interfaces)
        beyond_list_kg = max([*figures, Decimal(0)]) - self.mev().kg
        return Mass(mev.kg + max(beyond_list_kg, Decimal(0)), mev.unknown)

    def modules_kg(self, *, counts_interfaces: bool = True) -> dict[str, Decimal]:
        """Return the MEV of each module by its name; items without a module stand under ""."""
        masses: dict[str, Decimal] = {}
        for item in _counted(self.items, counts_interfaces):
            masses[item.module] = masses.get(item.module, Decimal(0)) + item.mev_kg(self.growth)
        return masses


def rounded_up(kg: Decimal) -> Decimal:
    """Round a mass that is asked for to the next gram, so that no part of it is lost."""
    return kg.quantize(GRAM, ROUND_CEILING)


def _counted(items: Iterable[Item], counts_interfaces: bool) -> list[Item]:
    return [item for item in items if counts_interfaces or item.kind not in INTERFACE_KINDS]


def _unknown(items: Iterable[Item]) -> int:
    """Count the lines of the list that have no mass."""
    return sum(item.cbe_kg is None for item in items)
