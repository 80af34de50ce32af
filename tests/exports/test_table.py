"""Tables as files: no spreadsheet program finds a formula in a cell."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from proposals.domain.sheet.cell import FORMULA_STARTS, harmless, meant
from proposals.exports.table import csv_lines, xlsx

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(CELLS)
@example("=1+1")
@example("\t=1+1")
@example("  @SUM(A1)")
@example("\r+1")
@example("'=1+1")
@example("'' =1+1")
@example("'quoted'")
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert not harmless(text).startswith(FORMULA_STARTS)
    assert meant(harmless(text)) == text


@given(st.lists(CELLS, min_size=1, max_size=3))
def test_csv_gives_back_what_was_written(row: list[str]) -> None:
    text = "".join(csv_lines(row, [row]))
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [[harmless(one) for one in row]] * 2


def test_numbers_times_and_nothing_keep_their_kind_in_a_workbook() -> None:
    at = datetime(2026, 11, 2, 12, 30, tzinfo=UTC)
    sent = xlsx("Rows", ["Mass", "Due", "None", "Text"], [[Decimal("-4.9"), at, None, "-4.9"]])
    book = zipfile.ZipFile(io.BytesIO(sent))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>-4.9</v>" in sheet
    assert "<v>46328.52083333" in sheet
    assert "'-4.9" in book.read("xl/sharedStrings.xml").decode()
