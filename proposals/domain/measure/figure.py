"""One figure with a unit: read without a guess, and shown with digits in groups."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from proposals.domain.measure.unit import Sizes, candidates, compact, kind_of, meant
from proposals.domain.refusal import Refusal, RuleBroken

# Longer texts aren't one figure. The limit also keeps reading fast.
LONGEST = 60
_SHOWN = 40
_ZERO_C_IN_K = Fraction(27315, 100)


@dataclass(frozen=True)
class Reading:
    """A figure in the unit of its field, or the reason why it can't be read. Empty text has neither."""

    value: Decimal | None = None
    problem: RuleBroken | None = None


_MINUS = re.compile(r"^[\u2010\u2011\u2012\u2013\u2212\ufe63](?=[\d.,])")
_PARTS = re.compile(r"([+-]?)([\d.,٫٬' ]*\d[.,٫]?)(.*)", re.DOTALL)
_EXPONENT = re.compile(r"[eE][+-]?\d|[x×*·]\s*10\s*[\^⁰¹²³⁴⁵⁶⁷⁸⁹⁻]")
_PLAIN = re.compile(r"\d+[.,٫]?\d*|[.,٫]\d+")
_GROUPED = re.compile(r"([1-9]\d{0,2})((?P<group>[ ',.٬])\d{3}(?:(?P=group)\d{3})*)([.,٫]\d*)?")
_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}")


def read(text: str, unit: str) -> Reading:
    """Read what somebody wrote for a figure in `unit`; never raise, never round, never guess.

    A point is always the decimal sign, as on every page of this site. A comma is the decimal sign
    too, but not where it could also divide thousands (“1,250”): that is refused. Where both stand,
    or one stands twice, they are clear: “1.250,5” and “1,250.5” are 1250.5.
    """
    if len(text.strip()) > LONGEST:
        return _refused(Refusal.FIGURE_TOO_LONG, "", unit)
    clean = cleaned(text)
    if not clean:
        return Reading()
    parts = _PARTS.fullmatch(clean)
    if parts is None:
        return _refused(Refusal.FIGURE_UNCLEAR, clean, unit)
    sign, digits, written = parts[1], parts[2].rstrip(" "), parts[3].strip()
    if _EXPONENT.match(written):
        return _refused(Refusal.FIGURE_WITH_EXPONENT, clean, unit)
    if _EITHER.fullmatch(digits):
        whole, point = sign + digits.replace(",", ""), sign + digits.replace(",", ".")
        return _refused(Refusal.FIGURE_AMBIGUOUS, clean, unit, whole=whole, decimal=point)
    size, name = _size(digits), compact(written)
    is_own = name in ("", compact(unit))
    if size is None or (any(char.isdigit() for char in name) and not is_own):
        return _refused(Refusal.FIGURE_UNCLEAR, clean, unit)
    return _converted(-size if sign == "-" else size, "" if is_own else name, unit, clean)


def cleaned(text: str) -> str:
    """Return a text with ASCII digits, signs and spaces, without marks that nobody sees."""
    return _MINUS.sub("-", "".join(map(_plain, text.strip())).strip())


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Zs":
        return " "
    if category == "Cf":
        return ""
    if "\uff01" <= char <= "\uff5e":  # full-width signs of East Asian keyboards
        return chr(ord(char) - 0xFEE0)
    return "'" if char == "\u2019" else char


def _size(digits: str) -> Fraction | None:
    """Return the exact size of a figure without its sign; None if it isn't clear."""
    if _PLAIN.fullmatch(digits):
        return Fraction(Decimal(re.sub(r"[,٫]", ".", digits)))
    grouped = _GROUPED.fullmatch(digits)
    if grouped is None:
        return None
    group, decimals = grouped["group"], grouped[4] or ""
    if decimals.startswith(group):
        return None
    return Fraction(Decimal(f"{grouped[1]}{grouped[2].replace(group, '')}.{decimals[1:]}"))


def _converted(size: Fraction, name: str, unit: str, clean: str) -> Reading:
    kind = kind_of(unit)
    found = meant(name, kind) if name else unit
    if found is None:
        return _of_other_unit(name, kind, unit, clean)
    factor = (kind[found] or 1) / Fraction(kind[unit] or 1)
    offset = _ZERO_C_IN_K if unit == "°C" and found == "K" else 0
    value = _decimal(size * factor - offset)
    return Reading(value) if value is not None else _refused(Refusal.FIGURE_NOT_EXACT, clean, unit)


def _of_other_unit(name: str, kind: Sizes, unit: str, clean: str) -> Reading:
    if possible := candidates(name, kind):
        units = ", ".join(possible)
        return _refused(Refusal.FIGURE_UNIT_UNCLEAR, clean, unit, units=units)
    refusal = Refusal.FIGURE_OF_OTHER_UNIT if unit else Refusal.FIGURE_WITHOUT_UNIT
    return _refused(refusal, clean, unit)


def _decimal(size: Fraction) -> Decimal | None:
    """Return a fraction with exactly the decimals that it needs; None if they never end."""
    places, rest = 0, size.denominator
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return None
    with localcontext() as context:
        context.prec = 4 * LONGEST
        return Decimal(int(size * 10**places)).scaleb(-places)


def _refused(refusal: Refusal, clean: str, unit: str, **params: str) -> Reading:
    printable = "".join(char if char.isprintable() else " " for char in clean)
    written = printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…"
    example = shown(Decimal("12.5") if unit else Decimal(12), unit)
    broken = RuleBroken(refusal, written=written, unit=unit, example=example, **params)
    return Reading(problem=broken)


def shown(value: Decimal, unit: str = "") -> str:
    """Write a figure with its unit: 12 500 kg, with digits in groups of three from five digits on.

    What this writes, `read` reads as the same figure.
    """
    whole, _, decimals = f"{value.copy_abs():f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", "\u202f") if len(whole) > 4 else whole
    places = decimals.rstrip("0")
    figure = f"{grouped}.{places}" if places else grouped
    sign = "−" if value < 0 else ""
    return f"{sign}{figure}\u00a0{unit}" if unit else f"{sign}{figure}"
