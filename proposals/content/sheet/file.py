"""A file with the rows of a table: CSV, or XLSX."""

from collections.abc import Callable, Iterable

from proposals.content.document.process import CPU_SECONDS, found_by
from proposals.domain.document.kind import XLSX
from proposals.domain.document.office import OLD_SHELL
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.sheet.grid import Grid
from proposals.domain.sheet.text import MAX_BYTES, decoded, divided

READER = "proposals.content.sheet.reader"
ARCHIVE = b"PK"


def grid_of(content: bytes, *, knows: Callable[[Iterable[str]], int]) -> Grid:
    """Read the grid in a file, whatever its name says. `knows` says how many cells name a column.

    Raises: RuleBroken one of SHEET_... or FILE_...
    """
    if len(content) > MAX_BYTES:
        raise RuleBroken(Refusal.SHEET_TOO_LARGE, limit=MAX_BYTES // 1024 // 1024)
    if content.startswith((ARCHIVE, OLD_SHELL)):
        grid: Grid = found_by(READER, content=content, seconds=CPU_SECONDS, kind=XLSX.name)
        return grid
    return divided(decoded(content), knows=knows)
