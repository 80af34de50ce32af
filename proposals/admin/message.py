"""The outbox: every message that was written, and whether it was sent."""

from django.contrib import admin

from proposals.admin.base.page import ReadOnlyAdmin
from proposals.models.message import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to", "about", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["subject", "to", "about"]
    fields = ["to", "subject", "body", "about", "state", "created_at", "tries", "problem"]
