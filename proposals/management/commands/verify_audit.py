"""`manage.py verify_audit`: check the history, and name the first broken link of each chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.actions import audit
from proposals.content.document import broken_files
from proposals.models.audit import AuditAnchor, AuditEntry
from proposals.models.document import Document


class Command(BaseCommand):
    help = "Verify the append-only history; exits with an error when a link is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        help_text = "read every stored file, too, and compare it with its size and SHA-256"
        parser.add_argument("--files", action="store_true", help=help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        broken = [f"{one.chain} {one.sequence}: {one.problem}" for one in audit.verify()]
        if options["files"]:
            broken += [
                f"{one.document.proposal} {one.document.pk}: the file {one.document} {one.problem}"
                for one in broken_files()
            ]
        for line in broken:
            self.stderr.write(line)
        if broken:
            raise CommandError(f"{len(broken)} broken. Nothing was changed.")
        entries, anchors = AuditEntry.objects.count(), AuditAnchor.objects.count()
        self.stdout.write(f"{entries} entries and {anchors} anchors are whole.")
        if options["files"]:
            self.stdout.write(f"{Document.objects.count()} files are whole.")
