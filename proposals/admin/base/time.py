"""The one form of time in Django's own lists and read-only forms."""

from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest

from proposals.pages.time import day, instant

Shown = Callable[[Any], str]


@cache
def shown(model: type[models.Model], name: str) -> Shown | str:
    """Return what shows a field of time as the whole site does; the name itself of any other.

    Cached, as Django compares what it shows with what can't be changed.
    """
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if not isinstance(field, models.DateField):
        return name
    write: Callable[[Any], str] = instant if isinstance(field, models.DateTimeField) else day

    def show(row: Any) -> str:
        return write(getattr(row, name))

    show.__name__ = name
    show.short_description = field.verbose_name  # type: ignore[attr-defined]
    show.admin_order_field = name  # type: ignore[attr-defined]
    return show


class Timed:
    """Fields of time of a ModelAdmin or an inline, where they are shown and not asked for."""

    model: type[models.Model]

    def is_closed(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether all fields of a row are shown and none asked for."""
        return False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._shown(super().get_list_display(request))  # type: ignore[misc]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._shown(super().get_readonly_fields(request, obj))  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the times of what isn't asked for; an input stays an input."""
        closed = None
        if not self.is_closed(request, obj):
            closed = set(super().get_readonly_fields(request, obj))  # type: ignore[misc]
        return [
            (title, {**options, "fields": self._shown(options["fields"], only=closed)})
            for title, options in super().get_fieldsets(request, obj)  # type: ignore[misc]
        ]

    def _shown(self, names: Iterable[Any], *, only: Collection[Any] | None = None) -> list[Any]:
        return [
            shown(self.model, one)
            if isinstance(one, str) and (only is None or one in only)
            else one
            for one in names
        ]
