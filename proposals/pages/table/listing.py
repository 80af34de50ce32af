"""A page of a list: the heads, rows, filters and links that its template shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.core.paginator import Page
from django.utils.formats import localize
from django.utils.text import capfirst

from proposals.pages.table.declaration import Column, Filter, Row
from proposals.pages.table.part import Part
from proposals.pages.time import instant

NOTHING = "–"


@dataclass(frozen=True)
class Head:
    """The head of a column. `sort_query` sorts by it, or turns its order round."""

    label: str
    is_number: bool
    is_sortable: bool
    sort_query: str
    direction: str


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    is_number: bool
    is_link: bool

    @property
    def is_empty(self) -> bool:
        return self.text == NOTHING


@dataclass(frozen=True)
class Line:
    pk: int
    name: str
    url: str
    first: Cell
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Tick:
    """A box to tick, of a filter or of the choice of columns."""

    value: str
    label: str
    is_on: bool


@dataclass(frozen=True)
class TickList:
    """A group of boxes; `summary` names those that are ticked."""

    key: str
    label: str
    ticks: Sequence[Tick]

    @property
    def summary(self) -> str:
        return ", ".join(one.label for one in self.ticks if one.is_on)


@dataclass(frozen=True)
class Listing:
    """Everything that the page of a list shows, with the query strings of its links."""

    words: str
    search_label: str
    sort: str
    filters: Sequence[TickList]
    columns: Sequence[Tick]
    has_chosen: bool
    heads: Sequence[Head]
    lines: Sequence[Line]
    page: Page[Row]
    query: str
    previous_query: str
    next_query: str
    csv_query: str
    xlsx_query: str
    is_narrowed: bool
    kept: Sequence[tuple[str, str]] = ()

    @property
    def whole_query(self) -> str:
        """Return the query string of the whole list in its first order."""
        return urlencode(self.kept)

    @property
    def total(self) -> int:
        return self.page.paginator.count


def listing(part: Part, *, url: Callable[[Row], str]) -> Listing:
    """Fetch one page of a table. `url` returns the address of a row's page."""
    page = part.page_of(part.rows())
    number = page.number
    table = part.table
    return Listing(
        words=part.words,
        search_label=str(table.search_label),
        sort=part.sort if part.sort != table.default_sort else "",
        filters=[_ticks(part, one) for one in part.filters],
        columns=_column_ticks(part),
        has_chosen=bool(part.chosen),
        heads=[_head(part, column) for column in part.columns],
        lines=_lines(part, page.object_list, url),
        page=page,
        query=part.on_page(number).query,
        previous_query=part.on_page(number - 1).query,
        next_query=part.on_page(number + 1).query,
        csv_query=part.file_query("csv"),
        xlsx_query=part.file_query("xlsx"),
        is_narrowed=part.is_narrowed,
        kept=part.kept,
    )


def shown(value: object) -> str:
    """Return a value as text in the reader's language; a dash if there is none."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return instant(value)
    return str(localize(value) if isinstance(value, int | Decimal) else value)


def plain(value: object) -> object:
    """Return a value for a file: numbers and times stay, everything else becomes text."""
    keeps = isinstance(value, int | float | Decimal | datetime) or value is None
    return value if keeps else str(value)


def heads(part: Part) -> list[str]:
    return [_label(column) for column in part.columns]


def values(part: Part, row: Row) -> list[object]:
    return [plain(column.value(row)) for column in part.columns]


def _label(column: Column) -> str:
    return str(capfirst(str(column.label)))


def _ticks(part: Part, one: Filter) -> TickList:
    on = part.ticked.get(one.key, ())
    ticks = [Tick(value, str(label), value in on) for value, label in one.choices(part.user)]
    return TickList(one.key, str(capfirst(str(one.label))), ticks)


def _column_ticks(part: Part) -> list[Tick]:
    there = {column.key for column in part.columns}
    choosable = part.table.columns_for(part.user)[1:]
    return [Tick(one.key, _label(one), one.key in there) for one in choosable]


def _head(part: Part, column: Column) -> Head:
    descends = part.sort == f"-{column.key}"
    ascends = part.sort == column.key
    # Numbers start with the largest: a person who sorts by score wants the best first.
    first, second = (f"-{column.key}", column.key)
    if not column.is_number:
        first, second = second, first
    wanted = second if part.sort == first else first
    return Head(
        label=_label(column),
        is_number=column.is_number,
        is_sortable=bool(column.order),
        sort_query=part.sorted_by(wanted).query,
        direction="descending" if descends else "ascending" if ascends else "",
    )


def _lines(part: Part, rows: Iterable[Row], url: Callable[[Row], str]) -> list[Line]:
    # The words of the columns are translated once, and not for each row.
    columns = [(_label(column), column) for column in part.columns]
    return [_line(columns, row, url(row)) for row in rows]


def _line(columns: Sequence[tuple[str, Column]], row: Row, url: str) -> Line:
    first, *others = (_cell(label, column, row) for label, column in columns)
    return Line(row.pk, str(row), url, first, others)


def _cell(label: str, column: Column, row: Row) -> Cell:
    text = column.show(row) if column.show else shown(column.value(row))
    return Cell(label, text, column.is_number, column.is_link)
