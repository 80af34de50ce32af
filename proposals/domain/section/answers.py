"""What the saved answers of a section lack, contradict, or leave to be decided."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from proposals.domain.envelope import Basis
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import TBD, Missing, Section


def missing(
    section: Section, data: Mapping[str, Any], *, skip: Iterable[str] = ()
) -> list[Missing]:
    """List the required answers that a section's saved data lacks. TBD is an answer.

    Components under another country's export control have to be named.

    `skip` names fields that this call has no choices for.
    """
    skipped = set(skip)
    found = [
        Missing(section.code, field.name, field.label)
        for field in section.fields
        if field.required and field.name not in skipped and not data.get(field.name)
    ]
    if data.get("controlled_origin") == "yes" and not data.get("export_regime"):
        regime = next(field for field in section.fields if field.name == "export_regime")
        found.append(Missing(section.code, regime.name, regime.label))
    groups = section.one_of
    if groups and not any(all(data.get(name) for name in group) for group in groups):
        name = groups[0][0]
        label = section.rows.label if section.rows and section.rows.name == name else name
        found.append(Missing(section.code, name, label))
    return found


def contradictions(data: Mapping[str, Any]) -> list[RuleBroken]:
    """List the answers of one section that can't both be true, each with the field to mend."""
    found = []
    if "none" in (data.get("hazards") or []) and len(data["hazards"]) > 1:
        found.append(RuleBroken(Refusal.HAZARDS_CONTRADICT, field="hazards"))
    for low, high, refusal in (
        ("mass_min_kg", "mass_max_kg", Refusal.RANGE_REVERSED),
        ("power_average_w", "power_peak_w", Refusal.PEAK_BELOW_AVERAGE),
    ):
        figures = [data.get(low) or "", data.get(high) or ""]
        if all(figures) and TBD not in figures and Decimal(figures[0]) > Decimal(figures[1]):
            found.append(RuleBroken(refusal, field=high))
    return found


def count_tbd(section: Section, data: Mapping[str, Any]) -> int:
    """Count the answers that say TBD, the rows' included."""
    answers: list[Any] = [data.get(field.name) for field in section.fields]
    if section.rows:
        for row in data.get(section.rows.name) or []:
            answers += [row.get(field.name) for field in section.rows.fields]
    return sum(1 for answer in answers if answer in (TBD, Basis.TBD.value))
