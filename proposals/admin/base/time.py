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
    """Return a function that shows a time in the site's form; for other fields return the name.

    The function is cached, because Django compares the functions of two lists for identity.
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
    """Shows the read-only times of a ModelAdmin or an inline in the site's form."""

    model: type[models.Model]

    def is_closed(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether all fields of a row are read-only."""
        return False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._shown(super().get_list_display(request))  # type: ignore[misc]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._shown(super().get_readonly_fields(request, obj))  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Replace read-only fields of time; inputs stay as they are."""
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
