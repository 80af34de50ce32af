"""The kinds and design categories of items, and by how much a mass may still grow."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from proposals.domain.translation import Sentence
from proposals.domain.translation import gettext_noop as _


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
    MEASURED = "measured"  # on a model or a breadboard, from which the flight unit may differ
    WEIGHED = "weighed"  # the flight unit itself


KIND_WORDS = MappingProxyType(
    {
        Kind.INSTRUMENT: _("Instrument"),
        Kind.ADAPTER: _("Adapter"),
        Kind.RELEASE: _("Release device"),
        Kind.HARNESS: _("Harness"),
        Kind.THERMAL: _("Thermal"),
    }
)
CATEGORY_WORDS = MappingProxyType(
    {
        Category.OFF_THE_SHELF: _("Off the shelf"),
        Category.MODIFIED: _("Minor modification"),
        Category.NEW: _("New design, major modification or redesign"),
    }
)
BASIS_WORDS = MappingProxyType(
    {
        Basis.TBD: _("TBD"),
        Basis.TBC: _("TBC"),
        Basis.ESTIMATED: _("Estimated"),
        Basis.CALCULATED: _("Calculated"),
        Basis.MEASURED: _("Measured on a model"),
        Basis.WEIGHED: _("Weighed flight hardware (no growth)"),
    }
)
# A limit that doesn't count adapters, release devices and cables leaves out these kinds.
INTERFACE_KINDS = frozenset({Kind.ADAPTER, Kind.RELEASE, Kind.HARNESS})


@dataclass(frozen=True)
class Allowance:
    """By how many percent items of a kind and maturity may grow; None stands for all of them."""

    percent: Decimal
    kind: Kind | None = None
    category: Category | None = None
    basis: Basis | None = None

    def covers(self, kind: Kind, category: Category, basis: Basis) -> bool:
        return (
            self.kind in (None, kind)
            and self.category in (None, category)
            and self.basis in (None, basis)
        )

    @property
    def words(self) -> list[Sentence]:
        """Return the words for what this names of kind, category and basis."""
        return [
            *([KIND_WORDS[self.kind]] if self.kind else []),
            *([CATEGORY_WORDS[self.category]] if self.category else []),
            *([BASIS_WORDS[self.basis]] if self.basis else []),
        ]


@dataclass(frozen=True)
class GrowthPolicy:
    """The growth allowances of a call, with the source that they are taken from."""

    source: str
    allowances: tuple[Allowance, ...]

    def fraction(self, kind: Kind, category: Category, basis: Basis) -> Decimal:
        """Return the allowance as a fraction.

        Weighed flight hardware has none. Else the allowance that names most of kind, category and
        basis counts, and the larger of two that name as much. Where the call names none, it is the
        default's.
        """
        if basis is Basis.WEIGHED:
            return Decimal(0)
        found = [one for one in self.allowances if one.covers(kind, category, basis)]
        found = found or [one for one in ESA.allowances if one.category is category]
        return max((len(one.words), one.percent) for one in found)[1] / 100


# Issue 1, revision 3. Its 20 % also cover a major modification and a redesign.
ESA = GrowthPolicy(
    "ESA SRE-PA/2011.097",
    (
        Allowance(Decimal(5), category=Category.OFF_THE_SHELF),
        Allowance(Decimal(10), category=Category.MODIFIED),
        Allowance(Decimal(20), category=Category.NEW),
    ),
)
