"""The part of a table that an address names: search words, filters, order, columns and page."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qs, urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

from proposals.domain.name import normalised
from proposals.models.account import User
from proposals.pages.table.declaration import Column, Filter, Row, Table

PAGE_ROWS = 100
CHUNK_ROWS = 1000
MOST_FIELDS = 500
MOST_LETTERS = 200
SEARCH, SORT, COLUMN, PAGE, FORM = "q", "sort", "column", "page", "as"


@dataclass(frozen=True)
class Part:
    """What a person asks of a table. `ticked` holds the values of each filter that narrows it.

    `chosen` are the keys of the chosen columns; none where the default ones are shown. `kept` are
    pairs of the address that choose the table itself, for instance a stage.
    """

    table: Table
    user: User
    filters: Sequence[Filter]
    words: str
    ticked: Mapping[str, tuple[str, ...]]
    sort: str
    chosen: tuple[str, ...]
    page: int
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> str:
        """Return the query string of this part, without values that are the default."""
        pairs = [*self.kept, *([(SEARCH, self.words)] if self.words else [])]
        pairs += [(key, value) for key, values in self.ticked.items() for value in values]
        if self.sort != self.table.default_sort:
            pairs.append((SORT, self.sort))
        pairs += [(COLUMN, key) for key in self.chosen]
        if self.page > 1:
            pairs.append((PAGE, str(self.page)))
        return urlencode(pairs)

    def file_query(self, form: str) -> str:
        """Return the query string of a file with all rows of this part."""
        return "&".join(filter(None, (self.first_page.query, urlencode({FORM: form}))))

    @property
    def first_page(self) -> "Part":
        return replace(self, page=1)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.ticked)

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns that are shown, in the table's order."""
        first, *others = self.table.columns_for(self.user)
        shown = [one for one in others if self._is_shown(one)]
        return [first, *shown]

    def _is_shown(self, column: Column) -> bool:
        return column.key in self.chosen if self.chosen else column.is_default

    def sorted_by(self, sort: str) -> "Part":
        return replace(self, sort=sort, page=1)

    def on_page(self, number: int) -> "Part":
        return replace(self, page=number)

    def order(self) -> list[tuple[str, bool]]:
        """Return the fields to sort by, each with whether it descends. The last one is unique."""
        by_key = {one.key: one for one in self.table.columns_for(self.user)}
        found = []
        if self.sort:
            found.append((by_key[self.sort.lstrip("-")].order, self.sort.startswith("-")))
        tie = self.table.tie
        return [*found, (tie.lstrip("-"), tie.startswith("-"))]

    def rows(self) -> QuerySet[Row]:
        """Return all rows of this part, in order; rows without a value come last."""
        rows = self.table.rows(self.user)
        for one in self.filters:
            if one.key in self.ticked:
                rows = rows.filter(one.where(self.ticked[one.key]))
        if words := normalised(self.words).split():
            rows = self.table.search(self.user, rows, words)
        return rows.order_by(*(_ordering(path, descends) for path, descends in self.order()))

    def page_of(self, rows: QuerySet[Row]) -> Page[Row]:
        """Return the prepared page; the last page if the address names a later one."""
        page = Paginator(rows.values_list("pk", flat=True), PAGE_ROWS).get_page(self.page)
        page.object_list = self._loaded(list(page.object_list))
        return page

    def all_rows(self) -> Iterator[Row]:
        """Yield all rows, prepared, a thousand at a time."""
        keys = list(self.rows().values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK_ROWS):
            yield from self._loaded(keys[start : start + CHUNK_ROWS])

    def _loaded(self, keys: Sequence[int]) -> list[Row]:
        """Load the rows of these keys, in this order.

        In a query of its own: sorted together with all that the columns show, ten thousand rows
        take five times as long.
        """
        by_key = {row.pk: row for row in self.table.rows(self.user).filter(pk__in=keys)}
        rows = [by_key[key] for key in keys if key in by_key]
        return list(self.table.prepare(self.user, rows))


def _ordering(path: str, descends: bool) -> OrderBy:
    field = F(path)
    if path == "pk":  # never empty: in the order that its index has
        return field.desc() if descends else field.asc()
    return field.desc(nulls_last=True) if descends else field.asc(nulls_last=True)


# --- Reading an address -------------------------------------------------------------------


def read(table: Table, user: User, query: str, *, kept: tuple[tuple[str, str], ...] = ()) -> Part:
    """Read the query string of an address, and ignore what the list doesn't offer."""
    given = _given(query)
    filters = table.filters_for(user)
    columns = table.columns_for(user)
    chosen = _chosen(columns[1:], given.get(COLUMN, ()))
    return Part(
        table=table,
        user=user,
        filters=filters,
        words=_line(given.get(SEARCH, [""])[0]),
        ticked=_ticked(filters, user, given),
        sort=_sort(columns, given.get(SORT, [""])[0]) or table.default_sort,
        chosen=chosen,
        page=_page(given.get(PAGE, ["1"])[0]),
        kept=kept,
    )


def _given(query: str) -> Mapping[str, list[str]]:
    try:
        return parse_qs(query, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}


def _line(text: str) -> str:
    """Return the search words without control characters, which PostgreSQL can't store."""
    return "".join(char for char in text[:MOST_LETTERS] if char.isprintable()).strip()


def _ticked(
    filters: Sequence[Filter], user: User, given: Mapping[str, list[str]]
) -> dict[str, tuple[str, ...]]:
    """Return what is ticked and offered. Choices are fetched for what the address names alone."""
    found = {}
    for one in filters:
        values = given.get(one.key, ())
        choices = one.choices(user) if values else ()
        if ticked := tuple(value for value, _ in choices if value in values):
            found[one.key] = ticked
    return found


def _chosen(columns: Sequence[Column], keys: Collection[str]) -> tuple[str, ...]:
    """Return the keys of the chosen columns; an empty list if they are the default columns."""
    chosen = tuple(one.key for one in columns if one.key in keys)
    return () if chosen == tuple(one.key for one in columns if one.is_default) else chosen


def _sort(columns: Sequence[Column], sort: str) -> str:
    key = sort.removeprefix("-")
    return sort if any(one.key == key and one.order for one in columns) else ""


def _page(number: str) -> int:
    is_number = number.isascii() and number.isdigit() and len(number) < 7
    return max(int(number), 1) if is_number else 1
