"""Decisions: only the office reads them until they are released."""

from django.db.models import QuerySet

from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.decision import Condition, Decision
from proposals.models.proposal import Proposal


def released(proposal: Proposal) -> QuerySet[Decision]:
    """Return the released decisions, which the proposal's team may read."""
    return proposal.decisions.filter(state=Decision.State.RELEASED)


@register
class DecisionPolicy(PartOfProposal[Decision]):
    model = Decision


@register
class ConditionPolicy(PartOfProposal[Condition]):
    model = Condition
    proposal = "decision__proposal"
