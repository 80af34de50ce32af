"""Units that figures are written in: which can be converted, and which could mean two things."""

import re
import unicodedata
from fractions import Fraction

# A unit's size in the first unit of its kind; None if the unit has two meanings.
Sizes = dict[str, Fraction | None]


def _kind(**sizes: str | None) -> Sizes:
    return {unit: None if size is None else Fraction(size) for unit, size in sizes.items()}


def _per_second(sizes: Sizes) -> Sizes:
    return {f"{unit}/s": size for unit, size in sizes.items()}


# Binary sizes are exact, and nobody takes them for decimal ones. Mb is a megabit to some and a
# megabyte to others.
_DATA = _kind(Mbit="1", bit="1e-6", kbit="1e-3", Gbit="1e3", Tbit="1e6")
_DATA |= _kind(B="8e-6", kB="8e-3", KB="8e-3", MB="8", GB="8e3", TB="8e6")
_DATA |= {"KiB": Fraction(8 * 2**10, 10**6), "MiB": Fraction(8 * 2**20, 10**6)}
_DATA |= {"GiB": Fraction(8 * 2**30, 10**6), "TiB": Fraction(8 * 2**40, 10**6)}
_DATA |= _kind(b=None, kb=None, Mb=None, Gb=None, Tb=None)

# The units that can be converted into each other.
_KINDS: tuple[Sizes, ...] = (
    _kind(kg="1", g="1e-3", mg="1e-6", t="1e3", Mg=None),
    _kind(W="1", mW="1e-3", kW="1e3", MW="1e6"),
    _kind(Wh="1", mWh="1e-3", kWh="1e3", MWh="1e6", J="1/3600", kJ="10/36", MJ="10000/36"),
    _kind(mm="1", cm="10", m="1e3", um="1e-3") | {"µm": Fraction(1, 1000)},
    _DATA,
    _per_second(_DATA) | _kind(bps="1e-6", kbps="1e-3", Mbps="1", Gbps="1e3"),
    _kind(s="1", sec="1", ms="1e-3", min="60", h="3600", hour="3600", hours="3600")
    | _kind(d="86400", day="86400", days="86400"),
    {"°C": Fraction(1), **_kind(C="1", degC="1", oC="1", K="1")},
    _kind(V="1", mV="1e-3", kV="1e3", MV="1e6"),
    _kind(A="1", mA="1e-3", uA="1e-6", kA="1e3") | {"µA": Fraction(1, 10**6)},
    _kind(Hz="1", mHz="1e-3", kHz="1e3", MHz="1e6", GHz="1e9"),
    {"%": Fraction(1), "٪": Fraction(1)},
)
# A field in K may hold a difference or a stability, to which no offset belongs: it takes K alone.
_OF_KELVIN = _kind(K="1", mK="1e-3")


def kind_of(unit: str) -> Sizes:
    """Return the units that a field of this unit takes. A unit that no table has stands alone."""
    kinds = (_OF_KELVIN, *_KINDS) if unit == "K" else _KINDS
    return next((kind for kind in kinds if unit in kind), {unit: Fraction(1)})


def compact(unit: str) -> str:
    """Return a unit in one writing: “deg C” is degC, “W·h” is Wh, and there is one micro sign."""
    return re.sub(r"[\s·⋅]", "", unicodedata.normalize("NFKC", unit)).replace("μ", "µ")


def meant(written: str, kind: Sizes) -> str | None:
    """Return the unit that is meant, if only one can be.

    Capital letters are forgiven where nothing else could be meant: “KW” is kW. But “mw” could be mW
    or MW, and “Mm” isn't mm, because a capital M is a prefix of its own.
    """
    alike = [written] if written in kind else _alike(written, kind)
    if len(alike) != 1 or kind[alike[0]] is None:
        return None
    unit = alike[0]
    is_prefix_sure = len(unit) == 1 or unit[0] == written[0] or unit[0] not in "mM"
    is_byte_sure = unit.count("B") == written.count("B")
    return unit if "bit" in unit or (is_prefix_sure and is_byte_sure) else None


def _alike(written: str, kind: Sizes) -> list[str]:
    return [one for one in kind if one.casefold() == written.casefold()]


def candidates(written: str, kind: Sizes) -> list[str]:
    """Return the units that may be meant: those with other capital letters, and bits for a b."""
    both = [*_alike(written, kind), *_alike(written.casefold().replace("b", "bit"), kind)]
    return [one for one in dict.fromkeys(both) if kind[one] is not None]
