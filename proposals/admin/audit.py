"""The history, which nobody can change here."""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.admin.base.page import ReadOnlyAdmin
from proposals.models.account import User
from proposals.models.audit import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "chain", "sequence", "verb", "person"]
    list_filter = ["verb"]
    search_fields = ["chain"]
    fields = ["chain", "sequence", "at", "actor_id", "verb", "text", "previous_hash", "hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        names = User.objects.filter(pk=OuterRef("actor_id")).values("name")
        rows: QuerySet[AuditEntry] = super().get_queryset(request)
        return rows.annotate(name=Subquery(names))

    @admin.display(description=_("person"))
    def person(self, entry: AuditEntry) -> str:
        """Return the name as it is now; the entry itself holds the number alone."""
        if not entry.actor_id:
            return gettext("the system")
        name: str = entry.name  # type: ignore[attr-defined]  # from get_queryset()
        return name or str(entry.actor_id)
