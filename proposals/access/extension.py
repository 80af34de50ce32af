"""Extensions: who sees that a deadline was extended for one proposal."""

from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.extension import Extension


@register
class ExtensionPolicy(PartOfProposal[Extension]):
    model = Extension
