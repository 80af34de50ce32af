"""Missions and their platforms."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from proposals.admin.base.page import OfficeAdmin, OfficeInline
from proposals.models.mission import HostInstrument, Mission, Platform


class PlatformInline(OfficeInline):
    """A mission's platforms. An officer adds one here and changes it on its own page."""

    model = Platform
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HostInstrumentInline(OfficeInline):
    model = HostInstrument


@admin.register(Mission)
class MissionAdmin(OfficeAdmin):
    list_display = ["name", "name_zh"]
    search_fields = ["name"]
    inlines = [PlatformInline]

    def get_prepopulated_fields(self, request: HttpRequest, obj: object = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}


@admin.register(Platform)
class PlatformAdmin(OfficeAdmin):
    list_display = ["name", "mission", "carries_partners"]
    list_filter = ["mission"]
    list_select_related = ["mission"]
    search_fields = ["name", "mission__name"]
    inlines = [HostInstrumentInline]
