"""`manage.py verify_audit`: check the history, and name what isn't as it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.content import audit
from proposals.content.audit.anchor import compare, count_unanchored
from proposals.content.document.stored import broken_files
from proposals.models.audit import AuditAnchor, AuditEntry
from proposals.models.document import Document


class Command(BaseCommand):
    help = "Verify the append-only history; exits with an error when something was altered."

    def add_arguments(self, parser: CommandParser) -> None:
        help_text = "read every stored file, too, and compare it with its size and SHA-256"
        parser.add_argument("--files", action="store_true", help=help_text)
        help_text = "compare every anchor with its line in this file, which was kept elsewhere"
        parser.add_argument("--anchors", metavar="FILE", type=Path, help=help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        lines = _lines(options["anchors"])
        broken = 0
        for line in _problems(lines, files=options["files"]):
            self.stderr.write(line)
            broken += 1
        if newer := count_unanchored():
            self.stdout.write(
                f"{newer} {'entry is' if newer == 1 else 'entries are'} not yet anchored."
            )
        if broken:
            raise CommandError(f"{broken} broken. Nothing was changed.")
        entries, anchors = AuditEntry.objects.count(), AuditAnchor.objects.count()
        self.stdout.write(f"{entries} entries and {anchors} anchors are whole.")
        if options["files"]:
            self.stdout.write(f"{Document.objects.count()} files are whole.")
        if lines is not None:
            self.stdout.write(f"{len(lines)} anchors are as they were kept outside.")


def _lines(path: Path | None) -> list[str] | None:
    """Read the lines of a file of anchors; None if no file is to be compared."""
    if path is None:
        return None
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    if not any(line.strip() for line in lines):
        raise CommandError(f"{path} holds no anchors.")
    return lines


def _problems(lines: list[str] | None, *, files: bool) -> Iterator[str]:
    yield from map(str, audit.verify())
    if lines is not None:
        yield from map(str, compare(lines))
    if files:
        for one in broken_files():
            document = one.document
            yield f"{document.proposal} {document.pk}: the file {document} {one.problem}"
