"""Tallies: they hold scores, so people who may not read scores may not read them."""

from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.tally import Tally


@register
class TallyPolicy(PartOfProposal[Tally]):
    model = Tally
