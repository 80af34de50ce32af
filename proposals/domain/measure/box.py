"""A box: three sides that are written in one field."""

import re
from dataclasses import dataclass
from decimal import Decimal

from proposals.domain.measure.figure import LONGEST, Reading, cleaned, read
from proposals.domain.refusal import Refusal, RuleBroken


@dataclass(frozen=True)
class BoxReading:
    """Three sides in mm, or the reason why they can't be read. Empty text has neither."""

    sides: tuple[Decimal, Decimal, Decimal] | None = None
    problem: RuleBroken | None = None


_TIMES = re.compile("[xX×✕хХ*]")  # the last two letters are Cyrillic
_FIGURE = re.compile(r"[\d.,٫٬' +-]*")
_BOX_EXAMPLE = "300 x 150 x 150 mm"


def read_box(text: str) -> BoxReading:
    """Read three sides in mm: “300 x 150 x 150 mm”. The unit stands at the end, or after each side."""
    if len(text.strip()) > 3 * LONGEST:
        return _no_box(Refusal.BOX_UNCLEAR)
    clean = cleaned(text)
    if not clean:
        return BoxReading()
    sides = [part.strip() for part in _TIMES.split(clean)]
    if len(sides) != 3:
        return _no_box(Refusal.BOX_UNCLEAR)
    units = [_FIGURE.sub("", side, count=1) for side in sides]
    if any(units[:2]) and not all(units):
        return _no_box(Refusal.BOX_UNIT_UNCLEAR)
    readings = [
        read(side if unit else side + units[2], "mm")
        for side, unit in zip(sides, units, strict=True)
    ]
    return _box(readings)


def divided(text: str) -> tuple[str, str, str] | None:
    """Return each side of a box as its own text, with its unit; None unless the box can be read."""
    if read_box(text).sides is None:
        return None
    sides = [part.strip() for part in _TIMES.split(cleaned(text))]
    unit = _FIGURE.sub("", sides[2], count=1)
    first, second, third = (one if _has_unit(one) else f"{one} {unit}".strip() for one in sides)
    return first, second, third


def _has_unit(side: str) -> bool:
    return bool(_FIGURE.sub("", side, count=1))


def _box(readings: list[Reading]) -> BoxReading:
    problem = next((one.problem for one in readings if one.problem), None)
    if problem:
        return BoxReading(problem=problem)
    values = [one.value for one in readings if one.value is not None and one.value > 0]
    if len(values) != 3:
        return _no_box(Refusal.BOX_UNCLEAR)
    return BoxReading((values[0], values[1], values[2]))


def _no_box(refusal: Refusal) -> BoxReading:
    return BoxReading(problem=RuleBroken(refusal, example=_BOX_EXAMPLE))
