"""People on the team of one proposal alone: the office sees them with the proposal."""

from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.team import TeamMember


@register
class TeamMemberPolicy(PartOfProposal[TeamMember]):
    model = TeamMember
