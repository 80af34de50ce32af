"""What a proposal asks of its platform: the masses of its items, power, data and size."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from proposals.domain.envelope.growth import GROWTH, INTERFACE_KINDS, Basis, Category, Kind


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


def _counted(items: Iterable[Item], counts_interfaces: bool) -> list[Item]:
    return [item for item in items if counts_interfaces or item.kind not in INTERFACE_KINDS]
