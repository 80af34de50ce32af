"""What a person does with a row of a table as a whole, beside writing in it and removing it."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from proposals.domain.section.inputs import KEY
from proposals.domain.translation import gettext_noop as _


class RowAct(Enum):
    """An act, with the words of its button."""

    UP = _("Move up")
    DOWN = _("Move down")
    COPY = _("Copy")

    @property
    def code(self) -> str:
        return self.name.lower()


def acted(
    rows: Sequence[dict[str, Any]], key: str, act: RowAct, *, new_key: str
) -> list[dict[str, Any]]:
    """Return the rows with the row of this key moved by one place, or with a copy behind it."""
    found = list(rows)
    place = next((place for place, row in enumerate(found) if row[KEY] == key), None)
    if place is None:
        return found
    if act is RowAct.COPY:
        found.insert(place + 1, {**found[place], KEY: new_key})
    else:
        row = found.pop(place)
        found.insert(max(place - 1, 0) if act is RowAct.UP else place + 1, row)
    return found
