"""The fields whose words are those of a call, as a revision's text holds them."""

from collections.abc import Iterable, Mapping
from typing import Any

from proposals.domain.section.field import Asked, Field, Input, Section


def as_frozen(section: Section, asked: Asked) -> list[dict[str, Any]]:
    """Return the fields that the call asks for in a section, as lists and text."""
    return [
        {
            "name": one.name,
            "label": one.label,
            "input": one.input.value,
            "prose": one.prose,
            "unit": one.unit,
            "choices": [list(choice) for choice in one.choices],
            "after": [one.after[0], list(one.after[1])] if one.after else [],
        }
        for one in section.asks(asked)
    ]


def from_frozen(rows: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    """Return the fields that a revision's text holds."""
    return tuple(
        Field(
            row["name"],
            row["label"],
            Input(row["input"]),
            prose=row["prose"],
            unit=row["unit"],
            choices=tuple((code, words) for code, words in row["choices"]),
            after=(row["after"][0], tuple(row["after"][1])) if row["after"] else None,
        )
        for row in rows
    )
