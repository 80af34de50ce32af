"""People: officers look them up, the superuser keeps them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proposals.admin.base import OfficeAdmin
from proposals.models.account import User


@admin.register(User)
class PersonAdmin(OfficeAdmin, UserAdmin):  # type: ignore[type-arg]
    add_form = AdminUserCreationForm
    change_form_template = "admin/office_form.html"
    list_display = ["email", "name", "organisation", "is_staff", "is_active"]
    list_filter = ["groups", "is_staff", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "email",
                    "password",
                    "name",
                    "organisation",
                    "country",
                    "language",
                    "time_zone",
                ]
            },
        ),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["email", "name", "usable_password", "password1", "password2"],
            },
        )
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["email", "name", "organisation", "country", "is_active", "groups"]})
        ]
