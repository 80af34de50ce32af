"""How the answers and rows of a section are read from the database, and divided for storing."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from proposals.domain.section.answers import read
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Answers, Codes, Rows, Section, Storage
from proposals.domain.section.inputs import inputs_of, without_unread
from proposals.domain.section.row import from_columns, to_columns
from proposals.models.section import RELATIONS, SectionVersion


def load_versions(versions: Iterable[SectionVersion]) -> dict[str, SectionVersion]:
    """Load versions by the code of their section, with their typed rows: one query for each kind.

    Versions of sections that this program doesn't have any more are left out.
    """
    found = {one.code: one for one in versions if one.code in SECTIONS}
    for storage, relation in RELATIONS.items():
        holding = [one for code, one in found.items() if storage in _stored(SECTIONS[code])]
        prefetch_related_objects(holding, relation)
    return found


def load_rows(section: Section, versions: Sequence[SectionVersion]) -> None:
    """Load the typed rows of several versions of one section: one query for each kind."""
    prefetch_related_objects(versions, *(RELATIONS[kind] for kind in _stored(section)))


def stored_answers(version: SectionVersion) -> Answers:
    """Return a version's answers in its own schema, with its typed rows."""
    section = SECTIONS[version.code]
    answers = dict(version.data)
    for storage, table in _stored(section).items():
        rows = version.typed_rows(storage)
        answers[table.name] = [from_columns(table, vars(one)) for one in rows]
    return without_unread(section, answers, version.typed)


def version_answers(version: SectionVersion, *, codes: Callable[[], Codes]) -> Answers:
    """Return a version's answers in the current schema."""
    section = SECTIONS[version.code]
    return read(section, stored_answers(version), schema=version.schema, codes=codes)


def version_inputs(
    version: SectionVersion, section: Section, *, codes: Callable[[], Codes]
) -> dict[str, Any]:
    """Return what was typed into a section, as the current schema and the call ask for it."""
    given = {**stored_answers(version), **_typed_into_old_fields(version, section)}
    answers = read(section, given, schema=version.schema, codes=codes)
    return inputs_of(section, answers, typed=version.typed, keys=version.row_keys)


def _typed_into_old_fields(version: SectionVersion, section: Section) -> Answers:
    """Return what was typed, and isn't an answer, into fields that the current schema doesn't have."""
    if version.schema == section.schema:
        return {}
    asked = {one.name for one in section.fields}
    cells = tuple(f"{table.name}-" for table in section.tables)
    return {
        name: text
        for name, text in version.typed.items()
        if name not in asked and not name.startswith(cells)
    }


def split(
    section: Section, answers: Answers
) -> tuple[dict[str, Any], dict[Storage, list[dict[str, Any]]]]:
    """Divide answers into the JSON of a version and the columns of its typed rows of each kind."""
    tables = _stored(section)
    names = {table.name for table in tables.values()}
    json = {name: value for name, value in answers.items() if name not in names}
    rows = {
        storage: [to_columns(table, row) for row in answers.get(table.name) or []]
        for storage, table in tables.items()
    }
    return json, rows


def _stored(section: Section) -> dict[Storage, Rows]:
    """Return the tables of a section whose rows are typed."""
    return {table.storage: table for table in section.tables if table.storage}
