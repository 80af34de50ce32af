"""The rows before and after one row, in the list from which a person opened it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from proposals.pages.table.declaration import Row
from proposals.pages.table.part import Part

NONE = Q(pk__in=())


@dataclass(frozen=True)
class Neighbours:
    """The position of a row in a list of `total` rows, of which `before` come before it.

    `previous` and `next` are the keys of its neighbours.

    The row itself may have left the list, for instance because its status has just changed.
    """

    before: int
    total: int
    previous: int | None
    next: int | None
    is_member: bool

    @property
    def position(self) -> int:
        return self.before + 1


def neighbours(part: Part, row: Row) -> Neighbours:
    """Find the neighbours by the row's values in the order. Five queries, each with an index."""
    order = part.order()
    own = part.table.rows(part.user).filter(pk=row.pk)
    values = own.values_list(*(path for path, _ in order)).first() or ()
    rows = part.rows().values_list("pk", flat=True)
    earlier = rows.filter(_beyond(order, values, forward=False))
    later = rows.filter(_beyond(order, values, forward=True))
    before, total = earlier.count(), rows.count()
    return Neighbours(
        before=before,
        total=total,
        previous=earlier.reverse().first(),
        next=later.first(),
        is_member=rows.filter(pk=row.pk).exists(),
    )


def _beyond(order: Sequence[tuple[str, bool]], values: Sequence[object], *, forward: bool) -> Q:
    """Match the rows that come after a row with these values, or before it if not `forward`."""
    found, equal = NONE, Q()
    for (path, descends), value in zip(order, values, strict=False):
        found |= equal & _past(path, value, descends=descends, forward=forward)
        equal &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
    return found


def _past(path: str, value: object, *, descends: bool, forward: bool) -> Q:
    """Match the rows that come after a value of one field; rows without a value come last."""
    if value is None:
        return NONE if forward else Q(**{f"{path}__isnull": False})
    past = Q(**{f"{path}__{'lt' if descends == forward else 'gt'}": value})
    return past | Q(**{f"{path}__isnull": True}) if forward else past
