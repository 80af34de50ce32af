"""The rows of a section's table as a grid of text, whose first line names the columns, and back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import MAX_TEXT, Field, Input, Inputs
from proposals.domain.section.value import storable
from proposals.domain.sheet.cell import meant

Grid = Sequence[Sequence[str]]
DIVIDER = ";"


@dataclass(frozen=True)
class Option:
    """A choice: its code, and its names, of which the first is shown."""

    code: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class SheetColumn:
    """A field of a table, with the names under which its column is found. The first is shown."""

    field: Field
    names: tuple[str, ...]
    options: tuple[Option, ...] = ()

    def read(self, text: str) -> Any:
        """Return the input that stands for the text of a cell; what isn't a choice stays as typed."""
        text = storable(meant(text)).replace("\r\n", "\n")
        if self.field.input is Input.CHOICES:
            return [self.code(part.strip()) for part in text.split(DIVIDER) if part.strip()]
        if self.field.input is not Input.TEXT:
            text = " ".join(text.splitlines())
        return self.code(text) if self.options else text

    def written(self, typed: Any) -> str:
        """Return the text of a cell, with the names of what was chosen."""
        if self.field.input is Input.CHOICES:
            return f"{DIVIDER} ".join(self.name(code) for code in typed or [])
        return self.name(str(typed or "")) if self.options else str(typed or "")

    def code(self, text: str) -> str:
        """Return the code of a choice that is named by its code or by its name, in any case."""
        is_code = any(one.code == text for one in self.options)
        return text if is_code else self._codes.get(_folded(text), text)

    def name(self, code: str) -> str:
        """Return the name of a choice; its code, where the name wouldn't lead back to it."""
        name = next((one.names[0] for one in self.options if one.code == code), code)
        return name if self.code(name) == code and DIVIDER not in name else code

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Return the codes by name and by themselves, in small letters; the first of a name counts."""
        names = [(name, one.code) for one in self.options for name in one.names]
        codes = [(one.code, one.code) for one in self.options]
        return {_folded(name): code for name, code in reversed([*names, *codes])}


@dataclass(frozen=True)
class SheetRows:
    """The rows of a grid, or everything for which it is refused."""

    rows: tuple[dict[str, Any], ...] = ()
    refusals: tuple[RuleBroken, ...] = ()


def heads(columns: Sequence[SheetColumn]) -> list[str]:
    """Return the name of each column; that of its field, where its name leads to another column."""
    found = _by_name(columns)
    return [
        one.names[0] if found.get(_folded(one.names[0])) is one else one.field.name
        for one in columns
    ]


def lines(columns: Sequence[SheetColumn], rows: Iterable[Inputs]) -> list[list[str]]:
    """Return rows as the lines of a grid, without its head."""
    return [[one.written(row.get(one.field.name)) for one in columns] for row in rows]


def knows(columns: Sequence[SheetColumn], cells: Iterable[str]) -> int:
    """Return how many of these cells name a column."""
    known = _by_name(columns)
    return sum(_folded(meant(one)) in known for one in cells)


def read(columns: Sequence[SheetColumn], grid: Grid, *, room: int) -> SheetRows:
    """Read the rows of a grid, in which the columns stand in any order; `room` is for so many rows.

    Nothing is taken where something is refused: a column that isn't known, or stands there twice,
    text without a column, a text that is too long, or more rows than there is room for.
    """
    filled = [(number, line) for number, line in enumerate(grid, 1) if any(map(str.strip, line))]
    if not filled:
        return SheetRows(refusals=(RuleBroken(Refusal.SHEET_EMPTY),))
    (_, head), *body = filled
    if not knows(columns, head):
        names = ", ".join(f"“{name}”" for name in heads(columns))
        return SheetRows(refusals=(RuleBroken(Refusal.SHEET_NO_COLUMN, names=names),))
    found, refusals = _columns(columns, head)
    refusals += _of_rows(len(body), room)
    refusals += _of_cells(found, head, body)
    if refusals:
        return SheetRows(refusals=tuple(refusals))
    return SheetRows(
        tuple(
            {one.field.name: one.read(line[place]) for place, one in found if place < len(line)}
            for _, line in body
        )
    )


def with_head(columns: Sequence[SheetColumn], grid: Grid) -> Grid:
    """Put the names of the columns above a grid that begins with a row, as it was copied."""
    first = next((line for line in grid if any(map(str.strip, line))), ())
    return grid if knows(columns, first) else [heads(columns), *grid]


def letters(place: int) -> str:
    """Return the name of a column in spreadsheet programs, A to Z, AA; `place` counts from 0."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def _columns(
    columns: Sequence[SheetColumn], head: Sequence[str]
) -> tuple[list[tuple[int, SheetColumn]], list[RuleBroken]]:
    known = _by_name(columns)
    found: dict[str, tuple[int, SheetColumn]] = {}
    refusals = []
    for place, text in enumerate(head):
        column = known.get(_folded(meant(text)))
        at = {"column": letters(place), "name": " ".join(text.split())[:80]}
        if column is None:
            if text.strip():
                refusals.append(RuleBroken(Refusal.SHEET_COLUMN_UNKNOWN, **at))
        elif column.field.name in found:
            first = letters(found[column.field.name][0])
            refusals.append(RuleBroken(Refusal.SHEET_COLUMN_TWICE, first=first, **at))
        else:
            found[column.field.name] = place, column
    return list(found.values()), refusals


def _of_rows(count: int, room: int) -> list[RuleBroken]:
    if not count:
        return [RuleBroken(Refusal.SHEET_NO_ROWS)]
    return [RuleBroken(Refusal.SHEET_TOO_MANY_ROWS, count=count, room=room)] if count > room else []


def _of_cells(
    found: Sequence[tuple[int, SheetColumn]], head: Sequence[str], body: Sequence[tuple[int, Any]]
) -> Iterator[RuleBroken]:
    """Yield the texts that are too long, and for each column the first text that has no head."""
    places = {place for place, _ in found}
    without_head: set[int] = set()
    for number, line in body:
        for place, text in enumerate(line):
            at: dict[str, Any] = {"row": number, "column": letters(place)}
            if place in places:
                if len(text) > MAX_TEXT:
                    at |= {"count": len(text), "limit": MAX_TEXT}
                    yield RuleBroken(Refusal.SHEET_TEXT_TOO_LONG, **at)
            elif text.strip() and place not in without_head and not _is_named(head, place):
                without_head.add(place)
                yield RuleBroken(Refusal.SHEET_TEXT_WITHOUT_HEAD, **at)


def _is_named(head: Sequence[str], place: int) -> bool:
    return place < len(head) and bool(head[place].strip())


def _by_name(columns: Sequence[SheetColumn]) -> dict[str, SheetColumn]:
    """Return the columns by their names; a name that several have leads to none by itself."""
    found: dict[str, SheetColumn] = {}
    for of_rank in (
        [(one.names[0], one) for one in columns],
        [(one.field.name, one) for one in columns],
        [(name, one) for one in columns for name in one.names[1:]],
    ):
        folded = [(_folded(name), one) for name, one in of_rank]
        for name, one in folded:
            if name not in found and len({id(other) for own, other in folded if own == name}) == 1:
                found[name] = one
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
