"""The history, which nobody can change here."""

from django.contrib import admin

from proposals.admin.base.page import ReadOnlyAdmin
from proposals.models.audit import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "chain", "sequence", "verb", "actor_id"]
    list_filter = ["verb"]
    search_fields = ["chain"]
    fields = ["chain", "sequence", "at", "actor_id", "verb", "text", "previous_hash", "hash"]
