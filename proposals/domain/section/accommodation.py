"""The section `accommodation`: how each module meets the platform."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from proposals.domain.envelope import Budget, Quantity
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.answers import number, reversed_range
from proposals.domain.section.basis import basis_of_row
from proposals.domain.section.field import (
    TBD,
    Answers,
    Choices,
    Field,
    Input,
    Rows,
    Section,
    Source,
)
from proposals.domain.translation import gettext_noop as _

DATA_INTERFACES: Choices = (
    ("rs422", _("RS-422")),
    ("can", _("CAN bus")),
    ("mil1553", _("MIL-STD-1553B")),
    ("spacewire", _("SpaceWire")),
    ("ethernet", _("Ethernet")),
    ("wireless", _("Wireless")),
    ("none", _("None")),
    ("other", _("Other, described below")),
)
# The name and the labels of each range of temperatures. A host's limit is held against `operating`.
_RANGES = (
    ("operating", _("Lowest operating temperature"), _("Highest operating temperature")),
    ("switch_on", _("Lowest temperature to switch on"), _("Highest temperature to switch on")),
    ("survival", _("Lowest temperature survived, switched off"), _("Highest temperature survived")),
)


def _temperature(name: str, label: str) -> Field:
    return Field(
        name, label, Input.DECIMAL, unit="°C", minimum="-273", maximum="1000", required=True
    )


def _length(name: str, label: str) -> Field:
    return Field(
        name, label, Input.DECIMAL, unit="mm", minimum="-50000", maximum="50000", required=True
    )


def _words(name: str, label: str, hint: str = "", *, required: bool = True) -> Field:
    return Field(name, label, Input.TEXT, required=required, max_words=60, help=hint)


def _contradictions(answers: Answers, budget: Budget) -> tuple[RuleBroken, ...]:
    return tuple(_reversed(answers))


def _reversed(answers: Answers) -> Iterator[RuleBroken]:
    for place, row in enumerate(answers.get("accommodation") or []):
        for name, _low, _high in _RANGES:
            low, high, place_of_row = f"{name}_min_c", f"{name}_max_c", f"accommodation-{place}-"
            yield from reversed_range(row, low, high, Refusal.RANGE_REVERSED, row=place_of_row)


def _budget(answers: Answers, budget: Budget) -> Budget:
    """Take the lowest and the highest temperature at which any module operates."""
    rows = answers.get("accommodation") or []
    given = [(row.get("operating_min_c"), row.get("operating_max_c")) for row in rows]
    if any(TBD in both for both in given):
        budget = replace(budget, tbd=budget.tbd | {Quantity.TEMPERATURE})
    known = budget.temperature_c or (None, None)
    low = _extreme([known[0], *(number(one) for one, _ in given)], highest=False)
    high = _extreme([known[1], *(number(one) for _, one in given)], highest=True)
    return budget if low is high is None else replace(budget, temperature_c=(low, high))


def _extreme(figures: list[Decimal | None], *, highest: bool) -> Decimal | None:
    known = [one for one in figures if one is not None]
    return (max(known) if highest else min(known)) if known else None


ACCOMMODATION = Section(
    "accommodation",
    _("Accommodation"),
    _("How each module meets the platform: place, view, temperatures and interfaces."),
    (
        Field(
            "frame",
            _("Frame of reference"),
            Input.TEXT,
            required=True,
            max_words=60,
            help=_(
                "In which frame of the platform you give the centres of mass; name its document."
            ),
        ),
    ),
    tables=(
        Rows(
            "accommodation",
            _("Accommodation of each module"),
            (
                Field("module", _("Module"), Input.CHOICE, required=True, source=Source.MODULES),
                Field("place", _("Mounting place"), required=True),
                _length("com_x_mm", _("Centre of mass, x")),
                _length("com_y_mm", _("Centre of mass, y")),
                _length("com_z_mm", _("Centre of mass, z")),
                Field(
                    "static_moment_kgm",
                    _("Static moment about the mounting plane"),
                    Input.DECIMAL,
                    unit="kg·m",
                ),
                _words("view", _("Field of view and pointing")),
                *(
                    field
                    for name, low, high in _RANGES
                    for field in (
                        _temperature(f"{name}_min_c", low),
                        _temperature(f"{name}_max_c", high),
                    )
                ),
                Field(
                    "heat_w",
                    _("Heat to the platform"),
                    Input.DECIMAL,
                    unit="W",
                    minimum="-10000",
                    required=True,
                    help=_("Below zero if the module takes heat."),
                ),
                basis_of_row(),
                Field("power_interface", _("Power interface"), required=True),
                Field(
                    "data_interface",
                    _("Data interface"),
                    Input.CHOICE,
                    required=True,
                    choices=DATA_INTERFACES,
                ),
                _words("connectors", _("Connectors and grounding")),
                _words(
                    "release",
                    _("Separation or release order"),
                    _("If it leaves the platform: when, in which order, after what."),
                    required=False,
                ),
                _words("handling", _("Robot handling points"), required=False),
                _words("cleanliness", _("Cleanliness and dust")),
                Field(
                    "magnetic_moment_am2",
                    _("Magnetic moment"),
                    Input.DECIMAL,
                    unit="A·m²",
                    places=4,
                    required=True,
                ),
                _words("emc", _("Electromagnetic compatibility")),
                _words("alignment", _("Alignment"), required=False),
                _words(
                    "late_access",
                    _("Late access"),
                    _("What must be done at the launch site, and how late."),
                    required=False,
                ),
            ),
            help=_(
                "One row for each module of the equipment list, or one for the payload as a whole. Drawings and CAD files are documents."
            ),
            minimum=1,
            maximum=20,
            is_card=True,
            of_modules=True,
        ),
    ),
    limited=frozenset({Quantity.TEMPERATURE}),
    contradictions=_contradictions,
    budget=_budget,
)
