"""The section `resources`: what the payload takes of the platform in each period of the mission."""

from dataclasses import replace

from proposals.domain.envelope import Budget, Mode, Resources, Survival
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.answers import number, reversed_range
from proposals.domain.section.basis import based, basis_of_row
from proposals.domain.section.field import (
    WHOLE_PAYLOAD,
    Answers,
    Field,
    Input,
    Rows,
    Section,
    Source,
    Storage,
)
from proposals.domain.translation import gettext_noop as _


def _contradictions(answers: Answers, budget: Budget) -> tuple[RuleBroken, ...]:
    return tuple(
        refusal
        for place, row in enumerate(answers.get("modes") or [])
        for refusal in reversed_range(
            row, "average_w", "peak_w", Refusal.PEAK_BELOW_AVERAGE, row=f"modes-{place}-"
        )
    )


def _budget(answers: Answers, budget: Budget) -> Budget:
    modes = tuple(_mode(row) for row in answers.get("modes") or [])
    survival = tuple(_survival(row) for row in answers.get("survival") or [])
    if not modes and not survival:
        return budget
    return replace(budget, resources=Resources(modes, survival))


def _mode(row: Answers) -> Mode:
    duty_percent = number(row["duty_percent"])
    return Mode(
        module="" if row["module"] == WHOLE_PAYLOAD else row["module"],
        name=row["name"],
        average_w=number(row["average_w"]),
        peak_w=number(row["peak_w"]),
        peak_s=number(row["peak_s"]),
        duty=None if duty_percent is None else duty_percent / 100,
        kbit_per_s=number(row["kbit_per_s"]),
        periods=tuple(row["periods"]),
    )


def _survival(row: Answers) -> Survival:
    return Survival(
        period=row.get("period", ""),
        energy_wh=number(row.get("energy_wh")),
        keep_alive_w=number(row.get("keep_alive_w")),
    )


def _figure(name: str, label: str, unit: str, *, maximum: str = "100000") -> Field:
    return Field(name, label, Input.DECIMAL, required=True, unit=unit, maximum=maximum)


MODES = Rows(
    "modes",
    _("Modes"),
    (
        Field(
            "module",
            _("Module"),
            Input.CHOICE,
            required=True,
            max_length=80,
            source=Source.MODULES,
        ),
        Field("name", _("Mode"), required=True),
        _figure("average_w", _("Average power while it runs"), "W"),
        _figure("peak_w", _("Peak power"), "W"),
        _figure("peak_s", _("Length of the peak"), "s"),
        _figure("duty_percent", _("Duty cycle"), "%", maximum="100"),
        _figure("kbit_per_s", _("Data rate while it runs"), "kbit/s", maximum="10000000"),
        Field(
            "periods",
            _("Used in these periods"),
            Input.CHOICES,
            required=True,
            source=Source.PERIODS,
        ),
        basis_of_row(),
    ),
    help=_(
        "How each module runs: figures of one module, its count multiplies them. A module runs in one mode at a time; the duty cycle is the part of the period in which the mode runs. TBD is an answer."
    ),
    minimum=1,
    is_card=True,
    of_modules=True,
    storage=Storage.MODE,
)
SURVIVAL = Rows(
    "survival",
    _("Survival"),
    (
        Field("period", _("Period"), Input.CHOICE, required=True, source=Source.PERIODS),
        _figure("energy_wh", _("Survival energy"), "Wh", maximum="1000000"),
        _figure("keep_alive_w", _("Keep-alive power"), "W"),
        basis_of_row(),
    ),
    help=_(
        "For each dark period and eclipse: the energy that the whole payload takes beside its modes, for instance for heaters, and the part of its power that may never be cut. Write 0 if it takes none. A dark period without a row counts as unknown."
    ),
    maximum=20,
)

RESOURCES = Section(
    "resources",
    _("Resources"),
    _("Energy, power and data in each period that the host publishes for the platform."),
    (
        *based(
            "storage_gbit",
            _("Data stored on the platform"),
            unit="Gbit",
            required=True,
            heading=_("Data and operations"),
        ),
        *based("commands_per_day", _("Commands per day"), places=0, required=True),
        *based(
            "operator_hours",
            _("Operator hours per week"),
            unit="h",
            maximum="1000",
            required=True,
        ),
    ),
    tables=(MODES, SURVIVAL),
    rows_first=True,
    has_periods=True,
    contradictions=_contradictions,
    budget=_budget,
)
