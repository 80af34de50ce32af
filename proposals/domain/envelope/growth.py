"""The kinds and design categories of items, and by how much a mass may still grow."""

from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


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
