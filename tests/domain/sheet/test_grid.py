"""Rows of every table as a grid of text and back: what was typed survives a spreadsheet program."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.refusal import Refusal
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Field, Input, Rows
from proposals.domain.sheet.cell import harmless
from proposals.domain.sheet.grid import (
    Grid,
    Option,
    SheetColumn,
    heads,
    letters,
    lines,
    read,
    with_head,
)
from proposals.domain.sheet.text import decoded, divided
from tests.refusal import refused

TABLES = [table for section in SECTIONS.values() for table in section.tables]
TEXTS = st.one_of(
    st.sampled_from(["", " ", "TBD", "850 g", "=1+1", "-3", "'-3", "'", "a;b", 'say "so"', "a\tb"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12),
)
KINDS = Field("kind", "Kind", Input.CHOICE)
MARKS = Field("marks", "Marks", Input.CHOICES)
MASS = Field("mass_kg", "Mass", Input.DECIMAL, unit="kg")
NOTE = Field("note", "Note", Input.TEXT)
OPTIONS = (Option("a", ("Laser (red)", "Láser")), Option("b", ("Battery; any",)))
COLUMNS = (
    SheetColumn(KINDS, ("Kind", "Tipo"), OPTIONS),
    SheetColumn(MARKS, ("Marks",), OPTIONS),
    SheetColumn(MASS, ("Mass, kg", "Mass")),
    SheetColumn(NOTE, ("Note",)),
)


def options(field: Field) -> tuple[Option, ...]:
    if field.input not in (Input.CHOICE, Input.CHOICES, Input.COUNTRY):
        return ()
    return tuple(Option(code, (label,)) for code, label in field.choices) or (
        Option("one", ("Number one", "Two")),
        Option("two", ("Two",)),
    )


def columns(table: Rows) -> tuple[SheetColumn, ...]:
    named = ((one, f"{one.label}, {one.unit}" if one.unit else one.label) for one in table.fields)
    return tuple(SheetColumn(one, (name, one.label), options(one)) for one, name in named)


def typed_into(field: Field) -> st.SearchStrategy[Any]:
    codes = [one.code for one in options(field)]
    if field.input is Input.CHOICES:
        return st.lists(st.sampled_from([*codes, "unknown"]), max_size=2, unique=True)
    if codes:
        return st.sampled_from(["", *codes, "unknown", "-unknown"])
    return st.one_of(TEXTS, st.just("two\nlines")) if field.input is Input.TEXT else TEXTS


def texts(*refusals: Any) -> list[str]:
    return [str(one) for one in refusals]


def as_csv(grid: Grid, divider: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=divider).writerows([map(harmless, line) for line in grid])
    return file.getvalue()


@given(st.data(), st.sampled_from(["\t", ";", ","]), st.booleans())
def test_rows_come_back_from_a_grid_as_they_were_typed(
    data: st.DataObject, divider: str, is_turned: bool
) -> None:
    table = data.draw(st.sampled_from(TABLES))
    row = st.fixed_dictionaries({one.name: typed_into(one) for one in table.fields})
    rows = [one for one in data.draw(st.lists(row, max_size=3)) if any(written(one))]
    found = columns(table)
    grid = [heads(found), *lines(found, rows)]
    if is_turned:
        grid = [list(reversed(line)) for line in grid]
    names = set(grid[0])
    divided_again = divided(as_csv(grid, divider), knows=lambda cells: len(names & set(cells)))
    reading = read(found, divided_again, room=3)
    assert list(reading.rows) == rows
    assert [one.refusal for one in reading.refusals] == ([] if rows else [Refusal.SHEET_NO_ROWS])


def written(row: dict[str, Any]) -> list[str]:
    return [one for one in row.values() if isinstance(one, list) or one.strip()]


def test_columns_are_found_in_any_order_by_label_name_and_translation() -> None:
    grid = [["NOTE", "tipo", "mass_kg", ""], ["n", "LASER (RED)", "1", ""], [], ["", "b"]]
    reading = read(COLUMNS, grid, room=2)
    assert reading.rows == (
        {"note": "n", "kind": "a", "mass_kg": "1"},
        {"note": "", "kind": "b"},
    )


def test_choice_is_taken_by_code_or_name_and_else_as_it_is() -> None:
    grid = [["Kind", "Marks"], ["láser", " Laser (red);b ; Radio"], ["Radio", ""]]
    assert read(COLUMNS, grid, room=9).rows == (
        {"kind": "a", "marks": ["a", "b", "Radio"]},
        {"kind": "Radio", "marks": []},
    )
    # A name that would be divided again is written as its code.
    assert lines(COLUMNS, [{"kind": "b", "marks": ["a", "b", "Radio"]}]) == [
        ["b", "Laser (red); b; Radio", "", ""]
    ]


def test_everything_that_is_wrong_is_named_at_once_and_nothing_is_taken() -> None:
    grid = [
        ["Kind", "Weight", "Note", "", "note"],
        ["a", "2", "x" * 200_000],
        ["a", "2", "", "stray"],
        ["b", "2", "", "stray again"],
    ]
    reading = read(COLUMNS, grid, room=2)
    assert reading.rows == ()
    assert texts(*reading.refusals) == [
        "Column B: this table has no column “Weight”. Give it one of the names in the template, or remove the column.",
        "Column E: “note” is also column C. Remove one of the two.",
        "3 rows; there is room for 2. Remove the others, or replace the rows that are there.",
        "Row 2, column C: 200000 characters; 20000 are the most.",
        "Row 3, column D: there is text, but the first line has no name for this column.",
    ]


@pytest.mark.parametrize(
    ("grid", "refusal"),
    [
        ([], Refusal.SHEET_EMPTY),
        ([[], ["", " "]], Refusal.SHEET_EMPTY),
        ([["%PDF-1.7"], ["obj"]], Refusal.SHEET_NO_COLUMN),
        ([["Kind", "Note"], [""]], Refusal.SHEET_NO_ROWS),
        ([["Kind"], *[["a"]] * 5_000], Refusal.SHEET_TOO_MANY_ROWS),
    ],
)
def test_grid_that_holds_no_rows_is_refused(grid: Grid, refusal: Refusal) -> None:
    assert [one.refusal for one in read(COLUMNS, grid, room=60).refusals] == [refusal]


def test_rows_that_were_copied_without_the_head_are_in_the_order_of_the_table() -> None:
    reading = read(COLUMNS, with_head(COLUMNS, [["a", "", "3"], ["b", "a"]]), room=2)
    assert reading.rows == (
        {"kind": "a", "marks": [], "mass_kg": "3"},
        {"kind": "b", "marks": ["a"]},
    )
    named = [["Note"], ["n"]]
    assert with_head(COLUMNS, named) is named


def test_name_that_two_columns_share_leads_to_neither() -> None:
    twins = tuple(
        SheetColumn(Field(f"mass_{unit}", "Mass"), (f"Mass, {unit}", "Mass"))
        for unit in ("g", "kg")
    )
    grid = [["Mass, kg", "Mass"], ["1", "2"]]
    assert texts(*read(twins, grid, room=2).refusals)[0].startswith("Column B: this table has no")
    same = tuple(SheetColumn(Field(name, "Mass"), ("Mass",)) for name in ("first", "second"))
    assert heads(same) == ["first", "second"]


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_spreadsheet_programs_name_them(place: int, name: str) -> None:
    assert letters(place) == name


# --- Text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_as_spreadsheet_programs_write_it(encoding: str) -> None:
    assert decoded("Maße\t12 µm".encode(encoding)) == "Maße\t12 µm"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("Maße".encode("cp1252"), Refusal.SHEET_NOT_UNICODE),
        ("Mass".encode("utf-16-le"), Refusal.SHEET_NOT_A_TABLE),
        (b"a,b\0", Refusal.SHEET_NOT_A_TABLE),
        ("Mass".encode("utf-16")[:-1], Refusal.SHEET_NOT_UNICODE),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, refusal: Refusal) -> None:
    with refused(refusal):
        decoded(content)


def knows(cells: Any) -> int:
    return len({"Mass, kg", "Note"} & set(cells))


@pytest.mark.parametrize(
    "text", ["Mass, kg;Note\n1,5;n", '"Mass, kg",Note\n"1,5",n', "Mass, kg\tNote\r\n1,5\tn\r\n"]
)
def test_divider_is_the_one_that_gives_the_names_of_columns(text: str) -> None:
    assert divided(text, knows=knows) == [["Mass, kg", "Note"], ["1,5", "n"]]


def test_quotation_mark_without_an_end_is_named_by_its_row() -> None:
    with refused(Refusal.SHEET_QUOTES_OPEN, says="Row 2"):
        divided('Note;Mass, kg\n"open;1\nnext;2', knows=knows)


def test_text_of_many_lines_is_refused() -> None:
    with refused(Refusal.SHEET_TOO_MUCH, says="10000"):
        divided("Note\n" * 10_001, knows=knows)
