"""`manage.py score_reviews TABLE.json`: what the scores of finished reviews say, without the database."""

from typing import Any

from proposals.domain.reading import Problematic
from proposals.domain.scoring.answer import answer
from proposals.domain.scoring.diagnostics import scores_of
from proposals.domain.scoring.reading import read
from proposals.domain.scoring.table import ScoreTable
from proposals.management.answer import AnswerCommand


class Command(AnswerCommand):
    help = "Answer a table of reviews as JSON: status 0 if it is answered, 2 if it is refused."
    holds = "table"

    def answer(self, content: bytes, **options: Any) -> dict[str, Any] | list[Problematic]:
        table = read(content)
        return answer(scores_of(table)) if isinstance(table, ScoreTable) else table
