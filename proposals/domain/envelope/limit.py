"""The limits of a platform, and the sentences that say which of them a proposal breaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from proposals.domain.envelope.budget import Budget
from proposals.domain.translation import gettext_noop


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
