"""The rows of a section's table as a CSV or XLSX file, from which they can be taken again."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import zip_longest

from django.utils.translation import gettext

from proposals.domain.section.field import Input, Inputs
from proposals.domain.sheet.grid import SheetColumn, heads, lines
from proposals.exports.table import Sheet, csv_lines, workbook

# A workbook holds figures with no more digits.
EXACT_DIGITS = 15


def as_csv(columns: Sequence[SheetColumn], rows: Iterable[Inputs]) -> Iterator[str]:
    """Yield the lines of a CSV file. Without rows, it is a template."""
    return csv_lines(heads(columns), _values(columns, rows))


def as_xlsx(title: str, columns: Sequence[SheetColumn], rows: Iterable[Inputs]) -> bytes:
    """Write a workbook whose second sheet lists what can be chosen in each column."""
    named = heads(columns)
    sheets = [Sheet(title, named, list(_values(columns, rows)))]
    chosen = [(head, one) for head, one in zip(named, columns, strict=True) if one.options]
    if chosen:
        listed = [[one.name(option.code) for option in one.options] for _, one in chosen]
        choices = [list(line) for line in zip_longest(*listed, fillvalue="")]
        sheets.append(Sheet(gettext("Choices"), [head for head, _ in chosen], choices))
    return workbook(sheets)


def _values(columns: Sequence[SheetColumn], rows: Iterable[Inputs]) -> Iterator[list[object]]:
    for line in lines(columns, rows):
        yield [_value(one, text) for one, text in zip(columns, line, strict=True)]


def _value(column: SheetColumn, text: str) -> object:
    """Return a figure as a number, if it comes back with the same digits."""
    if column.field.input not in (Input.DECIMAL, Input.INTEGER) or len(text) > EXACT_DIGITS:
        return text
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return text
    return figure if figure.is_finite() and f"{figure.normalize():f}" == text else text
