"""`manage.py match_reviewers PROBLEM.json`: assign reviewers to proposals, without the database."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from proposals.domain.matching import MatchingProblem, answer, read, solve
from proposals.domain.reading import Problematic
from proposals.management.answer import AnswerCommand


class Command(AnswerCommand):
    help = "Answer a matching problem as JSON: status 0 if it is answered, 2 if it is refused."
    holds = "problem"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--seconds", type=float, default=30.0, help="Stop after so long.")

    def answer(
        self, content: bytes, *, seconds: float = 30.0, **options: Any
    ) -> dict[str, Any] | list[Problematic]:
        found = read(content)
        if not isinstance(found, MatchingProblem):
            return found
        with _stdout_on_stderr():
            draft = solve(found, seconds=seconds)
        return answer(found, draft)


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
