"""Rights of an admin page, asked of access."""

from typing import Any

from django.db import models
from django.http import HttpRequest

from proposals.access.policy import may_view, may_write
from proposals.request import person


class Guarded:
    """Rights of a ModelAdmin or an inline, asked of access."""

    model: type[models.Model]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_view(person(request), self.model)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_view(person(request), self.model)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(person(request), self.model, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(person(request), self.model, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
