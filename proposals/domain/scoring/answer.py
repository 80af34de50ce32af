"""Scores as their answer says them: everything that JSON can hold, in full precision."""

from dataclasses import asdict
from typing import Any

from proposals.domain.scoring.diagnostics import ProposalScores, Scores


def answer(scores: Scores) -> dict[str, Any]:
    """Return the answer to a table of scores."""
    return {
        "status": "ok",
        "overall": asdict(scores.overall),
        "leniency": asdict(scores.leniency),
        "proposals": [_proposal(one) for one in scores.proposals],
        "reviewers": [asdict(one) for one in scores.reviewers],
        "reviews": [asdict(one) for one in scores.reviews],
    }


def _proposal(one: ProposalScores) -> dict[str, Any]:
    found = asdict(one)
    return {"id": found.pop("id"), **found.pop("scores"), **found}
