"""The rows and rights of an admin page, which come from the policies in access."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from proposals.access.policy import Right, policy_for
from proposals.request import person


class Guarded(BaseModelAdmin):  # type: ignore[type-arg]
    """Takes the rows and rights of a ModelAdmin or an inline from the policy of its model."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = policy_for(self.model).rows(person(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # get_queryset() returns visible rows only, so only the right to the model is checked here.
        return policy_for(self.model).may(person(request), Right.VIEW)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policy_for(self.model).may(person(request), Right.VIEW)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policy_for(self.model).may(person(request), Right.ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policy_for(self.model).may(person(request), Right.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
