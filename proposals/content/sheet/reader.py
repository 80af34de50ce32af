"""Read the first sheet of an XLSX file in a process of its own.

`python -m proposals.content.sheet.reader 20` reads the file from its input.
"""

import io
import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from proposals.content.document.process import answer
from proposals.domain.document.kind import XLSX
from proposals.domain.document.office import require_plain
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.sheet.text import MAX_LINES

# Many cells can share one long text, or be empty, so that a small file holds very much. An empty cell
# counts as one character.
MAX_CHARACTERS = 5_000_000


def grid_in(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet as text; of a formula, what was calculated last.

    Raises: RuleBroken one of FILE_...; SHEET_TOO_MUCH.
    """
    require_plain(content, XLSX)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a file may declare more rows than it has
        return _lines(sheet.iter_rows(values_only=True))
    except (RuleBroken, MemoryError):
        raise
    except Exception:  # a damaged file can make its reader raise anything
        raise RuleBroken(Refusal.FILE_UNREADABLE) from None


def _lines(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    found: list[list[str]] = []
    blank, left = 0, MAX_CHARACTERS
    for row in rows:
        line = [text(value) for value in row]
        left -= sum(len(one) or 1 for one in line)
        while line and not line[-1]:
            line.pop()
        if not line:
            blank += 1
            continue
        found += [[] for _ in range(min(blank, MAX_LINES))]
        found.append(line)
        blank = 0
        if len(found) > MAX_LINES or left < 0:
            raise RuleBroken(Refusal.SHEET_TOO_MUCH, limit=MAX_LINES)
    return found


def text(value: Any) -> str:
    """Write the value of a cell as a person types it."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value)


if __name__ == "__main__":
    answer(grid_in, seconds=int(sys.argv[1]))
