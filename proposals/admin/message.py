"""The outbox: every message that was written, and whether it was sent."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.access.message import may_be_read
from proposals.admin.base.page import ReadOnlyAdmin
from proposals.models.message import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to", "about", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["subject", "to", "about"]
    fields = ["to", "subject", "text", "about", "state", "created_at", "tries", "problem"]

    @admin.display(description=_("text"))
    def text(self, message: Message) -> str:
        if may_be_read(message):
            return message.body
        return gettext(
            "This mail may hold a link that is for its addressee alone. Nobody else reads it."
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow no filter by the text, or a hidden link could be guessed letter by letter."""
        return not lookup.startswith("body") and super().lookup_allowed(lookup, value, request)
