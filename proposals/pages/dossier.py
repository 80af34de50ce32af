"""A proposal's content as pages show it: titled sections with labelled answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django_countries import countries

from proposals.content.proposal import Content, choices, frozen_copy
from proposals.domain import measure
from proposals.domain.section.field import TBD, Field, Input, Rows, Section
from proposals.domain.translation import Sentence
from proposals.models.document import Document
from proposals.models.revision import Revision

_FIGURE = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Answer:
    label: str
    value: str
    is_long: bool = False
    # The requirement or the clause that is answered.
    prose: str = ""


@dataclass(frozen=True)
class RowTable:
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    # A row has too many cells for a line.
    is_card: bool = False

    @property
    def cards(self) -> list[list[tuple[str, str]]]:
        """Return the cells of each row with their heads, without the empty ones."""
        return [
            [(head, cell) for head, cell in zip(self.head, row, strict=True) if cell]
            for row in self.rows
        ]


@dataclass(frozen=True)
class ReadSection:
    code: str
    title: str
    answers: tuple[Answer, ...]
    tables: tuple[RowTable, ...]
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True)
class Differences:
    """What submitting now would change in the revision that counts, in words."""

    revision: Revision
    lines: tuple[str, ...]


def read(content: Content) -> list[ReadSection]:
    """Return the sections that the stage asks for, with their answers."""
    return [read_section(section, content) for section in content.sections]


def differences(content: Content) -> Differences | None:
    """Compare a working copy with the current revision; None if its stage has none yet."""
    revision = content.proposal.current_revision
    if revision is None or revision.stage_id != content.stage.pk:
        return None
    frozen = frozen_copy(revision)
    before = {(one.name, one.sha256) for one in frozen.documents}
    now = {(one.name, one.sha256) for one in content.documents}
    changed = [
        gettext("Changed: %(section)s") % {"section": gettext(one.title)}
        for one in content.sections
        if content.data(one.code) != frozen.data(one.code)
    ]
    added = [gettext("File added: %(name)s") % {"name": one} for one, _ in sorted(now - before)]
    dropped = [
        gettext("File left out: %(name)s") % {"name": one} for one, _ in sorted(before - now)
    ]
    return Differences(revision, (*changed, *added, *dropped))


def investigators(revision: Revision) -> tuple[str, ...]:
    """Return a revision's investigators with their institutions, the principal one first."""
    return tuple(map(str, frozen_copy(revision).investigators))


def read_section(section: Section, content: Content) -> ReadSection:
    """Return a section with its answers."""
    data = content.data(section.code)
    applying = section.applying(data)
    bases = {one.basis_of: one for one in section.fields if one.basis_of}
    answers = tuple(
        Answer(
            shown(field.label),
            _with_basis(value(field, data.get(field.name), content), bases.get(field.name), data),
            field.input is Input.TEXT,
            shown(field.prose),
        )
        for field in section.fields
        if field.name in applying and not field.basis_of
    )
    documents = content.documents if section.takes_files else ()
    tables = tuple(
        _table(one, data, content)
        for one in section.tables
        if data.get(one.name) and one.name in applying
    )
    return ReadSection(section.code, gettext(section.title), answers, tables, documents)


def shown(text: str) -> str:
    """Translate a sentence of the domain; the call's own words are shown as they are."""
    return gettext(text) if isinstance(text, Sentence) else text


def _with_basis(figure: str, basis: Field | None, data: Mapping[str, Any]) -> str:
    words = dict(basis.choices) if basis else {}
    word = words.get(data.get(basis.name, "") if basis else "")
    return f"{figure} ({gettext(word)})" if figure and word else figure


def _table(table: Rows, data: Mapping[str, Any], content: Content) -> RowTable:
    head = tuple(_with_unit(field) for field in table.fields)
    rows = tuple(
        tuple(value(field, row.get(field.name), content, unit=False) for field in table.fields)
        for row in data[table.name]
    )
    return RowTable(gettext(table.label), head, rows, table.is_card)


def _with_unit(field: Field) -> str:
    return f"{shown(field.label)}, {gettext(field.unit)}" if field.unit else shown(field.label)


def value(field: Field, answer: Any, content: Content, *, unit: bool = True) -> str:
    """Write one answer as text."""
    if answer in (None, "", []):
        return ""
    if field.input in (Input.CHOICE, Input.CHOICES):
        labels = dict(choices(field, content))
        chosen = answer if isinstance(answer, list) else [answer]
        return "; ".join(labels.get(str(one), str(one)) for one in chosen)
    if field.input is Input.COUNTRY:
        return str(countries.name(answer))
    text = _grouped(answer) if field.input in (Input.DECIMAL, Input.INTEGER) else str(answer)
    return f"{text} {gettext(field.unit)}" if unit and field.unit and answer != TBD else text


def _grouped(answer: Any) -> str:
    """Write a figure with its digits in groups. An older schema may hold other text, or TBD."""
    text = str(answer)
    return measure.shown(Decimal(text)) if _FIGURE.fullmatch(text) else text
