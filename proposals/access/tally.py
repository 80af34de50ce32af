"""Tallies: they hold the scores of reviews."""

from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.tally import Tally


@register
class TallyPolicy(PartOfProposal[Tally]):
    model = Tally
