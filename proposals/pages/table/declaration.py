"""The declaration of a table: its columns, filters, search and order, as data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django_stubs_ext import StrOrPromise

from proposals.access.person import has_desk
from proposals.models.account import User

Row = Any
Choice = tuple[str, StrOrPromise]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `value` is what is exported and, unless `show` makes something else of the row, shown. `order`
    is the field that the database sorts by; a column without it can't be sorted. A column that
    isn't there by default is one that a person adds. `is_link` leads to the row's page.
    """

    key: str
    label: StrOrPromise
    value: Callable[[Row], object]
    order: str = ""
    show: Callable[[Row], str] | None = None
    is_number: bool = False
    is_default: bool = True
    is_link: bool = False
    seen_by: Callable[[User], bool] = has_desk


@dataclass(frozen=True)
class Filter:
    """A filter with a few choices, of which a person ticks some.

    `choices` returns the choices that this person may see; `where` matches the rows that have one
    of the ticked choices.
    """

    key: str
    label: StrOrPromise
    choices: Callable[[User], Sequence[Choice]]
    where: Callable[[Sequence[str]], Q]
    seen_by: Callable[[User], bool] = has_desk


def _as_they_are(user: User, rows: Sequence[Row]) -> Sequence[Row]:
    return rows


@dataclass(frozen=True)
class Table:
    """A list of rows. Its first column names the row and is always there.

    `rows` are those that a person may see, with what the columns read; `search` narrows them to
    those with all of some words, which are normalised. `prepare` adds to the rows of one page what
    would be slow for all. `default_sort` is a column's key, with a minus for descending; rows that
    are equal in it stand by `tie`, which is unique.
    """

    name: str
    rows: Callable[[User], QuerySet[Any]]
    columns: Sequence[Column]
    filters: Sequence[Filter]
    search: Callable[[User, QuerySet[Any], Sequence[str]], QuerySet[Any]]
    search_label: StrOrPromise
    default_sort: str = ""
    tie: str = "-pk"
    prepare: Callable[[User, Sequence[Row]], Sequence[Row]] = _as_they_are

    def columns_for(self, user: User) -> list[Column]:
        return [one for one in self.columns if one.seen_by(user)]

    def filters_for(self, user: User) -> list[Filter]:
        return [one for one in self.filters if one.seen_by(user)]
