"""Letters that the office entered: who sees them."""

from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.registration import Registration


@register
class RegistrationPolicy(PartOfProposal[Registration]):
    model = Registration
