"""A command that reads one file and writes one answer as JSON on stdout, and nothing else there."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from proposals.domain.reading import Problematic, refused

REFUSED = 2


class AnswerCommand(BaseCommand):
    """Answers what a file holds. Exit status 0: answered. 2: refused."""

    requires_system_checks = ()
    # What the file holds: the name of the argument.
    holds = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar=self.holds.upper(), help="A file of JSON.")

    def answer(self, content: bytes, **options: Any) -> dict[str, Any] | list[Problematic]:
        """Return the answer, or what is wrong with the file's content."""
        raise NotImplementedError

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            self.stderr.write(f"{file}: {error.strerror}")
            content = b""
        found = self.answer(content, **options)
        wrong = refused(found) if isinstance(found, list) else None
        self.stdout.write(json.dumps(wrong or found, indent=1))
        if wrong:
            sys.exit(REFUSED)
