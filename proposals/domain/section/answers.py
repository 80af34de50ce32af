"""Functions that work on the saved answers of any section."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from proposals.domain.envelope import Basis
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import (
    TBD,
    WHOLE_PAYLOAD,
    Answers,
    Codes,
    Field,
    Input,
    Missing,
    Section,
    Source,
    cell,
)

# Returns the words for each choice of a field, by code.
Words = Callable[[Field], Mapping[str, str]]


def missing(
    section: Section,
    answers: Answers,
    *,
    typed: Collection[str] = (),
    without: Collection[Source] = (),
) -> list[Missing]:
    """List the required answers that a section's saved answers lack. TBD is an answer.

    `typed` names the inputs whose text is kept beside the answers: they aren't missing, but may have
    to be mended. `without` holds the lists from which nobody has to choose.
    """
    needed = set(section.needs(answers))
    applying = section.applying(answers)
    found = [
        Missing(section.code, field.name, field.said or field.label)
        for field in section.fields
        if ((field.required and not field.basis_of) or field.name in needed)
        and field.name in applying
        and field.source not in without
        and not answers.get(field.name)
        and field.name not in typed
    ]
    found += [
        Missing(section.code, table.name, table.label)
        for table in section.tables
        if table.name in applying
        and len(answers.get(table.name) or []) < max(table.minimum, bool(table.after))
    ]
    groups = section.one_of
    if groups and not any(all(answers.get(name) for name in group) for group in groups):
        name = groups[0][0]
        label = next((one.label for one in section.tables if one.name == name), name)
        found.append(Missing(section.code, name, label))
    return found


def without_row(section: Section, answers: Answers, modules: Iterable[str]) -> list[Missing]:
    """List the modules that lack a row in a table where each of them needs one."""
    return [
        Missing(section.code, table.name, table.label, module=module)
        for table in section.tables
        if table.of_modules
        for named in [{row.get("module") for row in answers.get(table.name) or []}]
        for module in modules
        if module not in named and WHOLE_PAYLOAD not in named
    ]


def tbd(section: Section, answers: Answers) -> list[Missing]:
    """List the answers that say TBD, in rows as well, each with its place."""
    return [
        Missing(section.code, name, field.said or field.label, row)
        for name, row, field, value in _places(section, answers)
        if value == TBD or (value == Basis.TBD.value and field.input is Input.CHOICE)
    ]


def names(section: Section, answers: Answers, words: Words) -> dict[str, dict[str, str]]:
    """Return, for each field, the codes that were chosen and the words for them.

    A field of the rows has the name `rows.field`.
    """
    found: dict[str, dict[str, str]] = {}
    for key, field, value in _given(section, answers):
        if field.input not in (Input.CHOICE, Input.CHOICES) or not value:
            continue
        known = words(field)
        for code in value if isinstance(value, list) else [value]:
            if code in known:
                found.setdefault(key, {})[code] = known[code]
    return found


def read(section: Section, answers: Answers, *, schema: int, codes: Callable[[], Codes]) -> Answers:
    """Return the answers of an older schema as answers of the current one.

    `codes` is called only if the answers are of an older schema.
    """
    for older in range(schema, section.schema):
        answers = section.readers[older](answers, codes())
    return answers


def number(answer: object) -> Decimal | None:
    """Read a saved figure; return None for TBD and for an empty answer."""
    return Decimal(str(answer)) if answer not in (None, "", TBD) else None


def is_tbd(answers: Answers, *names: str) -> bool:
    """Tell whether one of these answers says TBD."""
    return any(answers.get(name) == TBD for name in names)


def reversed_range(
    answers: Answers, low: str, high: str, refusal: Refusal, *, row: str = ""
) -> tuple[RuleBroken, ...]:
    """Refuse a range whose upper figure is below its lower figure, at the field of the upper one.

    `row` is how the names of inputs begin where the answers are those of a row: "items-0-".
    """
    lowest, highest = number(answers.get(low)), number(answers.get(high))
    if lowest is None or highest is None or lowest <= highest:
        return ()
    return (RuleBroken(refusal, field=f"{row}{high}"),)


def _given(section: Section, answers: Answers) -> Iterator[tuple[str, Field, Any]]:
    """Yield every field with its name and its answer, also the fields of each row."""
    for name, row, field, value in _places(section, answers):
        yield name if row is None else f"{name.partition('-')[0]}.{field.name}", field, value


def _places(section: Section, answers: Answers) -> Iterator[tuple[str, int | None, Field, Any]]:
    """Yield the name of every input that applies, the number of its row, its field and its answer."""
    applying = section.applying(answers)
    for field in section.fields:
        if field.name in applying:
            yield field.name, None, field, answers.get(field.name)
    for table in section.tables:
        rows = (answers.get(table.name) or []) if table.name in applying else []
        for place, row in enumerate(rows):
            for field in table.fields:
                yield cell(table, place, field), place + 1, field, row.get(field.name)
