"""What was typed into a whole section, and the answers that it stands for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Any

from proposals.domain import measure
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import TBD, Answers, Field, Input, Inputs, Rows, Section, cell
from proposals.domain.section.value import Options, Value, as_typed, understood

KEY = "key"


@dataclass
class Understood:
    """The answers in a section, and what of the inputs they don't tell.

    `typed` holds the text of each input that its answer doesn't give back, by the input's name;
    `keys` the keys of each table's rows; `refusals` name the input that is wrong.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    refusals: list[RuleBroken] = field(default_factory=list)

    def take(self, name: str, field: Field, typed: Any, value: Value) -> None:
        """Keep what was typed where the answer doesn't say it, and what is wrong with it."""
        if as_typed(field, value.answer) != typed:
            self.typed[name] = typed
        if value.refusal:
            self.refuse(name, value.refusal)

    def refuse(self, name: str, refusal: RuleBroken) -> None:
        self.refusals.append(RuleBroken(refusal.refusal, field=name, **refusal.params))


def understand(section: Section, inputs: Inputs, options: Options) -> Understood:
    """Read everything that was typed into a section, whether it can be submitted or not."""
    found = Understood()
    for one in section.fields:
        typed = _input(one, inputs.get(one.name))
        value = understood(one, typed, options)
        found.take(one.name, one, typed, value)
        if value.answer not in ("", []):
            found.answers[one.name] = value.answer
    for table in section.tables:
        _understand_rows(found, table, inputs.get(table.name) or [], options)
    for one in section.fields:
        needs_basis = one.basis_of and one.required and found.answers.get(one.basis_of, TBD) != TBD
        if needs_basis and not found.answers.get(one.name):
            found.refuse(one.name, RuleBroken(Refusal.NO_BASIS))
    return found


def _understand_rows(
    found: Understood, table: Rows, rows: Sequence[Inputs], options: Options
) -> None:
    if len(rows) > table.maximum:
        refusal = RuleBroken(Refusal.TOO_MANY_ROWS, count=len(rows), limit=table.maximum)
        found.refuse(table.name, refusal)
    answers = [_understand_row(found, table, place, row, options) for place, row in enumerate(rows)]
    if answers:
        found.answers[table.name] = answers
        found.keys[table.name] = [str(row[KEY]) for row in rows]


def _understand_row(
    found: Understood, table: Rows, place: int, row: Inputs, options: Options
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in table.fields:
        name = cell(table, place, one)
        typed = _input(one, row.get(one.name))
        value = understood(one, typed, options)
        if one.required and value.answer in ("", []) and value.refusal is None:
            value = _lacking(one, value, options)
        found.take(name, one, typed, value)
        if value.answer not in ("", []) or table.storage:
            answers[one.name] = value.answer
        if value.answer == "" and _reads_as_tbd(table, one):
            found.typed[name] = typed
    return answers


def _lacking(field: Field, value: Value, options: Options) -> Value:
    """Ask for an answer of a row, but not for a choice where the host has published none."""
    is_asked = field.input is not Input.CHOICES or options(field)
    return Value(value.answer, RuleBroken(Refusal.LACKS)) if is_asked else value


def _reads_as_tbd(table: Rows, field: Field) -> bool:
    """Tell whether the column of this field, without a figure, reads as TBD."""
    return table.storage is not None and field.input is Input.DECIMAL and field.required


def inputs_of(
    section: Section,
    answers: Answers,
    *,
    typed: Mapping[str, Any],
    keys: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return what was typed into a section, from the answers and what they don't tell."""
    found: dict[str, Any] = {
        one.name: typed.get(one.name, as_typed(one, answers.get(one.name)))
        for one in section.fields
    }
    for table in section.tables:
        rows = answers.get(table.name) or []
        of_rows = keys.get(table.name) or [str(place) for place in range(len(rows))]
        found[table.name] = [
            {KEY: key, **_inputs_of_row(table, place, row, typed)}
            for place, (key, row) in enumerate(zip(of_rows, rows, strict=False))
        ]
    return found


def _inputs_of_row(
    table: Rows, place: int, row: Answers, typed: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        one.name: typed.get(cell(table, place, one), as_typed(one, row.get(one.name)))
        for one in table.fields
    }


def without_unread(section: Section, answers: Answers, typed: Mapping[str, Any]) -> Answers:
    """Take the TBD from the figures of typed rows in which something else was typed, or nothing."""
    found = dict(answers)
    for table in section.tables:
        figures = [one for one in table.fields if _reads_as_tbd(table, one)]
        for place, row in enumerate(answers.get(table.name) or []):
            for one in figures:
                text = typed.get(cell(table, place, one), TBD)
                if row[one.name] == TBD and str(text).strip().upper() != TBD:
                    row[one.name] = ""
    return found


def place_of(section: Section, name: str) -> tuple[str, int | None]:
    """Return the label of the input of this name, and the number of its row, counted from 1."""
    table_name, _, rest = name.partition("-")
    place, _, field_name = rest.partition("-")
    tables = {one.name: one for one in section.tables}
    if rest and table_name in tables:
        fields = {one.name: one.label for one in tables[table_name].fields}
        return fields[field_name], int(place) + 1
    labels = {one.name: one.label for one in section.parts}
    labels |= {one.name: labels[one.basis_of] for one in section.fields if one.basis_of}
    return labels.get(name, ""), None


def complete(
    section: Section, inputs: Inputs, *, before: Inputs = MappingProxyType({})
) -> dict[str, Any]:
    """Return inputs with every field of the section, without empty rows, and each row with a key.

    What isn't among the inputs stays as it was in `before`.
    """
    found = _complete(section.fields, inputs, before)
    for table in section.tables:
        given = inputs.get(table.name, before.get(table.name)) or []
        of_before = {row[KEY]: row for row in before.get(table.name) or []}
        rows = [
            {KEY: key, **_complete(table.fields, row, of_before.get(key, {}))}
            for row in given
            for key in [str(row.get(KEY) or "")]
        ]
        filled = [row for row in rows if any(row[one.name] not in ("", []) for one in table.fields)]
        found[table.name] = _with_keys(filled)
    return found


def _complete(fields: Iterable[Field], inputs: Inputs, before: Inputs) -> dict[str, Any]:
    found = {one.name: _input(one, inputs.get(one.name, before.get(one.name))) for one in fields}
    for one in fields:
        if one.sides and (sides := measure.divided(found[one.name])):
            _divide(found, (one.name, *one.sides), sides)
    return found


def _divide(found: dict[str, Any], names: Sequence[str], sides: Sequence[str]) -> None:
    """Write the sides of a box into their fields, unless something else stands there."""
    others = [(found[name], side) for name, side in zip(names[1:], sides[1:], strict=True)]
    if all(text in ("", side) for text, side in others):
        found.update(zip(names, sides, strict=True))


def _with_keys(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give a key to each row that has none, or that has the key of an earlier row."""
    free = (str(number) for number in count() if not any(row[KEY] == str(number) for row in rows))
    seen: set[str] = set()
    for row in rows:
        if not row[KEY] or row[KEY] in seen:
            row[KEY] = next(free)
        seen.add(row[KEY])
    return rows


def _input(field: Field, typed: Any) -> Any:
    if field.input is Input.CHOICES:
        return list(typed or [])
    return "" if typed is None else str(typed)
