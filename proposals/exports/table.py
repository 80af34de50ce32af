"""A table as a CSV or XLSX file, in which no text of a partner becomes a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter

# Spreadsheet programs read a cell as a formula if it begins with one of these signs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX_MOST_LETTERS = 32_767
TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
WIDEST = 60


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet program would read as a formula."""
    # Some programs skip spaces and line breaks before the sign, so they are skipped here, too.
    is_formula = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text


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


def xlsx(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a workbook with one sheet, whose first row stays visible, with times in UTC."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True})
        at = book.add_format({"num_format": TIME_FORMAT})
        widths = [len(one) for one in heads]
        for number, head in enumerate(heads):
            sheet.write_string(0, number, harmless(head), bold)
        last = 0
        for last, row in enumerate(rows, 1):
            for number, value in enumerate(row):
                widths[number] = max(widths[number], _write(sheet, last, number, value, at))
        for number, width in enumerate(widths):
            sheet.set_column(number, number, min(width, WIDEST) + 2)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, max(len(heads) - 1, 0))
    return stream.getvalue()


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
