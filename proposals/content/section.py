"""How a section's answers and rows are read back from where they are stored."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from proposals.domain import envelope
from proposals.domain.section.field import TBD
from proposals.models.section import EquipmentItem, SectionVersion


def version_data(version: SectionVersion) -> dict[str, Any]:
    """Return a version's answers with its typed rows put back in."""
    if version.code != "equipment":
        return dict(version.data)
    return {**version.data, "items": [_row(item) for item in version.items.all()]}


def _row(item: EquipmentItem) -> dict[str, Any]:
    return {
        "name": item.name,
        "kind": item.kind,
        "quantity": item.quantity,
        "cbe_kg": TBD if item.cbe_kg is None else f"{item.cbe_kg.normalize():f}",
        "category": item.category,
        "basis": item.basis,
        "module": item.module,
    }


def item(row: Mapping[str, Any]) -> envelope.Item:
    return envelope.Item(
        name=row["name"],
        kind=envelope.Kind(row["kind"]),
        quantity=int(row["quantity"]),
        cbe_kg=number(row["cbe_kg"]),
        category=envelope.Category(row["category"]),
        basis=envelope.Basis(row["basis"]),
        module=row["module"],
    )


def number(answer: object) -> Decimal | None:
    """Read a saved figure; TBD and nothing are unknown."""
    return Decimal(str(answer)) if answer not in (None, "", TBD) else None
