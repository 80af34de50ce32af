"""Typed rows: how the answers of a row become columns, and columns become answers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from proposals.domain.section.answers import number
from proposals.domain.section.field import TBD, Answers, Field, Input, Rows


def to_columns(rows: Rows, row: Answers) -> dict[str, Any]:
    """Return the columns of one row, by the names of its fields. TBD is stored as NULL."""
    return {field.name: _column(field, row.get(field.name)) for field in rows.fields}


def from_columns(rows: Rows, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of one row. A required figure that is NULL becomes TBD."""
    return {field.name: _answer(field, columns[field.name]) for field in rows.fields}


def _column(field: Field, answer: Any) -> Any:
    if field.input is Input.DECIMAL:
        return number(answer)
    if field.input is Input.INTEGER:
        return None if answer in (None, "") else int(answer)
    if field.input is Input.CHOICES:
        return list(answer or [])
    return answer or ""


def _answer(field: Field, column: Any) -> Any:
    if field.input is not Input.DECIMAL:
        return "" if column is None else column
    if column is None:
        return TBD if field.required else ""
    return f"{Decimal(column).normalize():f}"
