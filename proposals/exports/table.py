"""A table as a CSV or XLSX file, in which no text of a partner becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter

from proposals.domain.sheet.cell import harmless

XLSX_MOST_LETTERS = 32_767
TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
WIDEST = 60
# A sheet's name has none of these signs, nor an apostrophe at its ends.
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")


class _Line:
    """A file for csv.writer that returns each line instead of storing it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file, times in UTC."""
    writer = csv.writer(_Line())
    yield "\ufeff"  # the mark by which spreadsheet programs recognise UTF-8
    yield writer.writerow([harmless(one) for one in heads])
    for row in rows:
        yield writer.writerow([_csv_cell(value) for value in row])


def _csv_cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return harmless(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, its first line, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]


def xlsx(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a workbook with one sheet."""
    return workbook([Sheet(name, heads, rows)])


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Write a workbook. The first row of each sheet stays visible; times are in UTC."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        at = book.add_format({"num_format": TIME_FORMAT})
        for one in sheets:
            _fill(book.add_worksheet(NOT_IN_NAMES.sub(" ", one.name)[:31]), one, bold, at)
    return stream.getvalue()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    of: Sheet,
    bold: xlsxwriter.format.Format,
    at: xlsxwriter.format.Format,
) -> None:
    widths = [len(one) for one in of.heads]
    for number, head in enumerate(of.heads):
        sheet.write_string(0, number, harmless(head), bold)
    last = 0
    for last, row in enumerate(of.rows, 1):
        for number, value in enumerate(row):
            widths[number] = max(widths[number], _write(sheet, last, number, value, at))
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(width, WIDEST) + 2)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, max(len(of.heads) - 1, 0))


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: object,
    at: xlsxwriter.format.Format,
) -> int:
    """Write one cell as number, time or text, and return its width in characters."""
    if value is None or value == "":
        return 0
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(UTC).replace(tzinfo=None), at)
        return len(TIME_FORMAT)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, float(value))
        return len(str(value))
    text = harmless(str(value))[:XLSX_MOST_LETTERS]
    sheet.write_string(row, column, text)
    return len(text)
