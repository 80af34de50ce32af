"""`manage.py match_reviewers PROBLEM.json`: assign reviewers to proposals, without the database."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from proposals.domain.matching import MatchingProblem, answer, read, refused, solve

ANSWERED, REFUSED = 0, 2


class Command(BaseCommand):
    help = "Answer a matching problem as JSON: status 0 if it is answered, 2 if it is refused."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("problem", type=Path, help="A file with the problem as JSON.")
        parser.add_argument("--seconds", type=float, default=30.0, help="Stop after so long.")

    def handle(self, *args: Any, problem: Path, seconds: float, **options: Any) -> None:
        try:
            content = problem.read_bytes()
        except OSError as error:
            self.stderr.write(f"{problem}: {error.strerror}")
            content = b""
        found = read(content)
        if isinstance(found, MatchingProblem):
            with _stdout_on_stderr():
                draft = solve(found, seconds=seconds)
            self._say(answer(found, draft), ANSWERED)
        else:
            self._say(refused(found), REFUSED)

    def _say(self, content: dict[str, Any], status: int) -> None:
        self.stdout.write(json.dumps(content, indent=1))
        if status:
            sys.exit(status)


@contextmanager
def _stdout_on_stderr() -> Iterator[None]:
    """Send to stderr what the solver's library prints, because stdout is the answer's alone."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
