"""A section's fields don't change without a new schema number and a reader of the older ones."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Field, Section

# For each section and schema, a fingerprint of its fields: names, inputs and choices.
RECORDED: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "schemas.json").read_text()
)


def fingerprint(section: Section) -> str:
    shape: list[Any] = [_shape(field) for field in section.fields]
    for rows in section.tables:
        shape += [rows.name, rows.storage or "", *(_shape(field) for field in rows.fields)]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16]


def _shape(field: Field) -> list[Any]:
    codes = [code for code, _ in field.choices]
    return [field.name, field.input, field.source or "", codes]


@pytest.mark.parametrize("code", SECTIONS)
def test_changed_fields_have_a_new_schema(code: str) -> None:
    section = SECTIONS[code]
    now = fingerprint(section)
    recorded = RECORDED.get(code, {}).get(str(section.schema))
    higher = max((int(schema) for schema in RECORDED.get(code, {})), default=0) + 1
    assert recorded == now, (
        f"The fields of the section {code} aren't those of its schema {section.schema}. Were they "
        f"never released? Then write {now!r} for them into schemas.json. Otherwise raise "
        f"`schema` to {higher}, add a reader of schema {higher - 1} to `readers`, and write "
        f'"{higher}": "{now}" into schemas.json beside the older ones.'
    )


@pytest.mark.parametrize("code", SECTIONS)
def test_every_older_schema_has_a_reader(code: str) -> None:
    section = SECTIONS[code]
    older = set(range(1, section.schema))
    assert set(section.readers) == older
    assert set(RECORDED[code]) == {str(number) for number in older | {section.schema}}


def test_no_schema_is_recorded_of_a_section_that_is_gone() -> None:
    assert set(RECORDED) == set(SECTIONS)
