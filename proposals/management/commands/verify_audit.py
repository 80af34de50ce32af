"""`manage.py verify_audit`: check the history, and name the first broken link of each chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from proposals.actions import audit
from proposals.models.audit import AuditAnchor, AuditEntry


class Command(BaseCommand):
    help = "Verify the append-only history; exits with an error when a link is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = list(audit.verify())
        for one in breaks:
            self.stderr.write(f"{one.chain} {one.sequence}: {one.problem}")
        if breaks:
            raise CommandError(f"{len(breaks)} broken. Nothing was changed.")
        entries, anchors = AuditEntry.objects.count(), AuditAnchor.objects.count()
        self.stdout.write(f"{entries} entries and {anchors} anchors are whole.")
