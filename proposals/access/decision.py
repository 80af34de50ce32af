"""Decisions: the office's until they are released."""

from django.db.models import QuerySet

from proposals.models.decision import Decision
from proposals.models.proposal import Proposal


def released(proposal: Proposal) -> QuerySet[Decision]:
    """Return the decisions that a proposal's team may read; pending ones are the office's."""
    return proposal.decisions.filter(state=Decision.State.RELEASED)
