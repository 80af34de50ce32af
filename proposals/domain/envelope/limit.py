"""The limits of a platform, and the sentences that say which of them a proposal breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from math import inf
from types import MappingProxyType

from proposals.domain.envelope.budget import GRAM, Box, Budget, Mass
from proposals.domain.envelope.quantity import Quantity
from proposals.domain.translation import Sentence, gettext_noop


class Scope(StrEnum):
    PLATFORM = "platform"
    PROPOSAL = "proposal"
    MODULE = "module"
    PERIOD = "period"  # what the host publishes for a period of the mission


@dataclass(frozen=True)
class LimitRule:
    """A limit that the host sets. A side that is None wasn't published.

    Units: kg, W, Wh, GB/day, deg C. A size is a box of three lengths in mm.
    """

    quantity: Quantity
    scope: Scope
    maximum: Decimal | None = None
    minimum: Decimal | None = None
    box_mm: Box | None = None
    counts_interfaces: bool = True


@dataclass(frozen=True)
class Excess:
    """A limit that a proposal breaks, or that it can't show to keep, because a figure is unknown."""

    quantity: Quantity
    scope: Scope
    message: str
    params: MappingProxyType[str, str]
    is_unknown: bool = False
    # The unknown figure is one that the host didn't publish.
    is_of_host: bool = False


def exceeded(budget: Budget, limits: Iterable[LimitRule]) -> list[Excess]:
    """List the published limits that the budget breaks, and those that it can't show to keep.

    A figure that is TBD keeps no limit. A figure that isn't answered yet is reported elsewhere,
    as missing.
    """
    return [excess for limit in limits for excess in _CHECKS[limit.quantity](budget, limit)]


def fits(asked_kg: Iterable[Decimal], maximum_kg: Decimal, *, reserve: Decimal) -> bool:
    """Tell whether the sum of NTE x (1 + reserve) <= limit, as the manifest's planning asks.

    Masses in kg, the planning reserve as a fraction.
    """
    return sum(asked_kg, Decimal(0)) * (1 + reserve) <= maximum_kg


def up(value: Decimal) -> str:
    """Write a figure that is asked for, rounded up to three decimals, without an exponent."""
    return _text(value, ROUND_CEILING)


def down(value: Decimal) -> str:
    """Write a figure that is allowed, rounded down to three decimals, without an exponent."""
    return _text(value, ROUND_FLOOR)


def _text(value: Decimal, rounding: str) -> str:
    return f"{value.quantize(GRAM, rounding):f}".rstrip("0").rstrip(".")


def _excess(limit: LimitRule, message: str, /, **params: str) -> Excess:
    return Excess(limit.quantity, limit.scope, message, MappingProxyType(params))


def _unknown(limit: LimitRule, message: str, /, **params: str) -> Excess:
    return replace(_excess(limit, message, **params), is_unknown=True)


# --- Mass --------------------------------------------------------------------------------------


def _mass(budget: Budget, limit: LimitRule) -> Iterator[Excess]:
    if limit.scope is Scope.MODULE:
        yield from _module_mass(budget, limit)
        return
    asked = budget.asked(counts_interfaces=limit.counts_interfaces)
    high = limit.maximum
    if asked and asked.unknown and high is not None and asked.kg <= high:
        yield _unknown_mass(limit, asked, high)
    else:
        sentences = _MASS if limit.scope is Scope.PLATFORM else _MASS_OF_ONE
        yield from _figure(budget, limit, asked.kg if asked else None, sentences)


def _unknown_mass(limit: LimitRule, asked: Mass, maximum: Decimal) -> Excess:
    sentence = (
        gettext_noop(
            "The mass is at least %(asked)s kg, 1 item without mass: nobody can tell whether it keeps the limit of %(limit)s kg."
        )
        if asked.unknown == 1
        else gettext_noop(
            "The mass is at least %(asked)s kg, %(count)s items without mass: nobody can tell whether it keeps the limit of %(limit)s kg."
        )
    )
    return _unknown(
        limit,
        sentence,
        asked=up(asked.kg),
        count=str(asked.unknown),
        limit=down(maximum),
    )


def _module_mass(budget: Budget, limit: LimitRule) -> Iterator[Excess]:
    """Hold each module against the limit, together with all that belongs to no module.

    What belongs to no module may go with any of them, so that an adapter without a module doesn't
    escape the limit. Without modules, the whole is one.
    """
    maximum = limit.maximum
    if maximum is None:
        return
    rest = budget.without_module(counts_interfaces=limit.counts_interfaces)
    listed = budget.mev_of(None, counts_interfaces=limit.counts_interfaces)
    names = ", ".join(one.name for one in budget.items_of(None))
    with_items = _MODULE_WITH_ITEMS if rest == listed else _MODULE_WITH_BOTH
    if not budget.modules:
        yield from _mass_of_no_module(budget, limit, rest, maximum, names)
        return
    for module in budget.modules:
        own = budget.asked_of(module, counts_interfaces=limit.counts_interfaces)
        together = own + rest
        figures = {
            "module": module.name,
            "mass": up(own.kg),
            "rest": up(rest.kg),
            "together": up(together.kg),
            "names": names,
            "limit": down(maximum),
        }
        if own.kg > maximum:
            yield _excess(limit, _MODULE_OVER, **figures)
        elif together.kg > maximum:
            yield _excess(limit, with_items if names else _MODULE_WITH_REST, **figures)
        elif together.unknown:
            yield _unknown(limit, _MODULE_UNKNOWN, **figures)


_MODULE_OVER = gettext_noop(
    "Module “%(module)s” asks for %(mass)s kg, over the limit of %(limit)s kg for one module."
)
_MODULE_WITH_ITEMS = gettext_noop(
    "Module “%(module)s” asks for %(mass)s kg. With the %(rest)s kg that belong to no module (%(names)s), it has %(together)s kg, over the limit of %(limit)s kg for one module: say with which module each item goes."
)
_MODULE_WITH_BOTH = gettext_noop(
    "Module “%(module)s” asks for %(mass)s kg. With the %(rest)s kg that belong to no module (%(names)s, and what the NTE or the mass range adds to the list), it has %(together)s kg, over the limit of %(limit)s kg for one module: say with which module each item goes, and give the modules an NTE each."
)
_MODULE_WITH_REST = gettext_noop(
    "Module “%(module)s” asks for %(mass)s kg. With the %(rest)s kg of the NTE or the mass range that belong to no module, it has %(together)s kg, over the limit of %(limit)s kg for one module: give the modules an NTE each."
)
_MODULE_UNKNOWN = gettext_noop(
    "Module “%(module)s” asks for at least %(mass)s kg, and has or may have items without mass: nobody can tell whether it keeps the limit of %(limit)s kg for one module."
)


def _mass_of_no_module(
    budget: Budget, limit: LimitRule, asked: Mass, maximum: Decimal, names: str
) -> Iterator[Excess]:
    if asked.kg > maximum:
        sentence = (
            gettext_noop(
                "What belongs to no module (%(names)s) asks for %(mass)s kg, over the limit of %(limit)s kg for one module; list the modules to show how it divides."
            )
            if names
            else gettext_noop(
                "The mass asked for, %(mass)s kg, is over the limit of %(limit)s kg for one module; list the modules to show how it divides."
            )
        )
        yield _excess(limit, sentence, names=names, mass=up(asked.kg), limit=down(maximum))
    elif asked.unknown:
        yield _unknown_mass(limit, asked, maximum)
    elif Quantity.MASS in budget.tbd:
        yield _unknown(limit, _MASS.unknown, limit=down(maximum))


# --- Quantities of one figure --------------------------------------------------------------------


@dataclass(frozen=True)
class _Sentences:
    over: Sentence
    under: Sentence
    unknown: Sentence


_MASS = _Sentences(
    gettext_noop(
        "The mass asked for, %(asked)s kg, is over the limit of %(limit)s kg of the platform."
    ),
    gettext_noop("The mass asked for, %(asked)s kg, is under the least of %(limit)s kg."),
    gettext_noop("The mass is TBD: nobody can tell whether it keeps the limit of %(limit)s kg."),
)
_MASS_OF_ONE = replace(
    _MASS,
    over=gettext_noop(
        "The mass asked for, %(asked)s kg, is over the limit of %(limit)s kg for one proposal."
    ),
)
_POWER = _Sentences(
    gettext_noop("The power asked for, %(asked)s W, is over the limit of %(limit)s W."),
    gettext_noop("The power asked for, %(asked)s W, is under the least of %(limit)s W."),
    gettext_noop("The power is TBD: nobody can tell whether it keeps the limit of %(limit)s W."),
)
_DATA = _Sentences(
    gettext_noop(
        "The data volume asked for, %(asked)s GB a day, is over the limit of %(limit)s GB a day."
    ),
    gettext_noop(
        "The data volume asked for, %(asked)s GB a day, is under the least of %(limit)s GB a day."
    ),
    gettext_noop(
        "The data volume is TBD: nobody can tell whether it keeps the limit of %(limit)s GB a day."
    ),
)


def _figure(
    budget: Budget,
    limit: LimitRule,
    asked: Decimal | None,
    sentences: _Sentences,
    *,
    is_unknown: bool = False,
) -> Iterator[Excess]:
    """Compare one figure with the sides of a limit that were published."""
    low, high = limit.minimum, limit.maximum
    if asked is not None and high is not None and asked > high:
        yield _excess(limit, sentences.over, asked=up(asked), limit=down(high))
    elif (is_unknown or limit.quantity in budget.tbd) and (high is not None or low is not None):
        side = high if high is not None else low or Decimal(0)
        yield _unknown(limit, sentences.unknown, limit=down(side))
    elif asked is not None and low is not None and asked < low:
        yield _excess(limit, sentences.under, asked=down(asked), limit=up(low))


def _power(budget: Budget, limit: LimitRule) -> Iterator[Excess]:
    """Hold the stated power against a limit, or the peak of the modes where that is higher."""
    peak = budget.peak_of_modes()
    given = [one for one in (budget.power_w, peak.value or None) if one is not None]
    asked = max(given, default=None)
    return _figure(budget, limit, asked, _POWER, is_unknown=peak.unknown > 0)


def _data(budget: Budget, limit: LimitRule) -> Iterator[Excess]:
    return _figure(budget, limit, budget.data_gb_per_day, _DATA)


def _none(budget: Budget, limit: LimitRule) -> Iterator[Excess]:
    """Check nothing: energy is compared for each period of the mission, never as one sum."""
    return iter(())


# --- Boxes and ranges ----------------------------------------------------------------------------


def _size(budget: Budget, limit: LimitRule) -> Iterator[Excess]:
    """Compare the box of the payload, or of each module, with that of the limit."""
    allowed = limit.box_mm
    if allowed is None or not any(allowed):
        return
    if limit.scope is Scope.MODULE and budget.modules:
        for module in budget.modules:
            box = module.box_mm or (None, None, None)
            yield from _compare(limit, box, allowed, is_unknown=not all(box))
        return
    box = budget.box_mm or (None, None, None)
    yield from _compare(limit, box, allowed, is_unknown=Quantity.SIZE in budget.tbd)


def _compare(limit: LimitRule, box: Box, allowed: Box, *, is_unknown: bool) -> Iterator[Excess]:
    """Compare two boxes, turned so that they fit best; a side that isn't known can be any."""
    mine = sorted(side or 0 for side in box)
    theirs = sorted(side or inf for side in allowed)
    if any(asked > most for asked, most in zip(mine, theirs, strict=True)):
        sentence = gettext_noop(
            "The stowed box of %(asked)s mm doesn't fit into %(limit)s mm in any orientation."
        )
        yield _excess(limit, sentence, asked=box_text(box), limit=box_text(allowed))
    elif is_unknown:
        sentence = gettext_noop(
            "A side of a stowed box isn't known: nobody can tell whether it fits into %(limit)s mm."
        )
        yield _unknown(limit, sentence, limit=box_text(allowed))


def box_text(sides: Box) -> str:
    """Write the sides of a box; one that isn't known is a question mark."""
    return " × ".join(str(side or "?") for side in sides)


def _temperature(budget: Budget, limit: LimitRule) -> Iterator[Excess]:
    """Check that the payload operates in the whole temperature range of the platform."""
    low, high = budget.temperature_c or (None, None)
    if limit.minimum is not None and low is not None and low > limit.minimum:
        sentence = gettext_noop(
            "The payload operates down to %(asked)s °C; the platform goes down to %(limit)s °C."
        )
        yield _excess(limit, sentence, asked=up(low), limit=down(limit.minimum))
    if limit.maximum is not None and high is not None and high < limit.maximum:
        sentence = gettext_noop(
            "The payload operates up to %(asked)s °C; the platform goes up to %(limit)s °C."
        )
        yield _excess(limit, sentence, asked=down(high), limit=up(limit.maximum))
    needed = [
        given for given, side in ((low, limit.minimum), (high, limit.maximum)) if side is not None
    ]
    if None in needed and Quantity.TEMPERATURE in budget.tbd:
        sentence = gettext_noop(
            "An operating temperature is TBD: nobody can tell whether the payload operates in the platform's whole range."
        )
        yield _unknown(
            limit,
            sentence,
        )


_CHECKS = MappingProxyType(
    {
        Quantity.MASS: _mass,
        Quantity.POWER: _power,
        Quantity.ENERGY: _none,
        Quantity.DATA: _data,
        Quantity.TEMPERATURE: _temperature,
        Quantity.SIZE: _size,
    }
)
