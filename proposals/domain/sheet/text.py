"""Text with divided cells: a CSV file, or what a spreadsheet program copies."""

import csv
import io
from collections.abc import Callable, Iterable

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.sheet.grid import Grid

MAX_BYTES = 2 * 1024 * 1024
MAX_LINES = 10_000
# Tabs first: what is copied has them. A comma is also the decimal sign of many languages.
DIVIDERS = ("\t", ";", ",")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# Long texts are refused with their place; by itself the reader stops at 128 kB and names none.
csv.field_size_limit(2 * MAX_BYTES)


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 as spreadsheet programs write it.

    Raises: RuleBroken SHEET_NOT_UNICODE or SHEET_NOT_A_TABLE.
    """
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    if b"\0" in content and encoding != "utf-16":
        raise RuleBroken(Refusal.SHEET_NOT_A_TABLE)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise RuleBroken(Refusal.SHEET_NOT_UNICODE) from None


def divided(text: str, *, knows: Callable[[Iterable[str]], int]) -> Grid:
    """Divide text into lines and cells. `knows` says how many of some cells name a column.

    The divider is the one by which the first line names most columns; without any, the one that
    divides it into most cells.

    Raises: RuleBroken SHEET_QUOTES_OPEN or SHEET_TOO_MUCH.
    """
    text = text.removeprefix("\ufeff")
    first = {divider: _first(text, divider) for divider in DIVIDERS}
    best = max(DIVIDERS, key=lambda one: (knows(first[one]), len(first[one])))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True)
    grid = []
    try:
        for line in reader:
            grid.append(line)
            if len(grid) > MAX_LINES:
                raise RuleBroken(Refusal.SHEET_TOO_MUCH, limit=MAX_LINES)
    except csv.Error:
        raise RuleBroken(Refusal.SHEET_QUOTES_OPEN, row=len(grid) + 1) from None
    return grid


def _first(text: str, divider: str) -> list[str]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    return next((line for line in lines if any(map(str.strip, line))), [])
