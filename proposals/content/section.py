"""How the answers and rows of a section are read from the database, and divided for storing."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from proposals.domain.section.answers import read
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Answers, Codes, Section, Storage
from proposals.domain.section.row import from_columns, to_columns
from proposals.models.section import RELATIONS, SectionVersion


def load_versions(versions: Iterable[SectionVersion]) -> dict[str, SectionVersion]:
    """Load versions by the code of their section, with their typed rows: one query for each kind.

    Versions of sections that this program doesn't have any more are left out.
    """
    found = {one.code: one for one in versions if one.code in SECTIONS}
    for storage, relation in RELATIONS.items():
        holding = [one for code, one in found.items() if _storage(SECTIONS[code]) == storage]
        prefetch_related_objects(holding, relation)
    return found


def stored_answers(version: SectionVersion) -> dict[str, Any]:
    """Return a version's answers in its own schema, with its typed rows."""
    rows = SECTIONS[version.code].rows
    if rows is None or rows.storage is None:
        return dict(version.data)
    return {
        **version.data,
        rows.name: [from_columns(rows, vars(one)) for one in version.typed_rows(rows.storage)],
    }


def version_answers(version: SectionVersion, *, codes: Callable[[], Codes]) -> Answers:
    """Return a version's answers in the current schema."""
    section = SECTIONS[version.code]
    return read(section, stored_answers(version), schema=version.schema, codes=codes)


def as_stored(section: Section, answers: Answers) -> dict[str, Any]:
    """Return answers as they will be read later: typed rows with every column."""
    rows = section.rows
    if rows is None or rows.storage is None:
        return dict(answers)
    given = answers.get(rows.name) or []
    return {**answers, rows.name: [from_columns(rows, to_columns(rows, row)) for row in given]}


def split(section: Section, answers: Answers) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Divide answers into the JSON of a version and the columns of its typed rows."""
    rows = section.rows
    if rows is None or rows.storage is None:
        return dict(answers), []
    json = {name: value for name, value in answers.items() if name != rows.name}
    return json, [to_columns(rows, row) for row in answers.get(rows.name) or []]


def _storage(section: Section) -> Storage | None:
    return section.rows.storage if section.rows else None
