"""The organisations on a proposal."""

from django.db.models import Q

from proposals.access.person import EVERY_ROLE, is_reviewer
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal, own_assignments
from proposals.models.account import User
from proposals.models.participation import (
    AgencyLink,
    Institution,
    Participation,
    RevisionParticipation,
)


@register
class ParticipationPolicy(PartOfProposal[Participation]):
    model = Participation


@register
class RevisionParticipationPolicy(PartOfProposal[RevisionParticipation]):
    model = RevisionParticipation
    readers = EVERY_ROLE
    proposal = "revision__proposal"

    def part(self, user: User) -> Q:
        """Let a reviewer see the organisations of the assigned revision, even before they accept."""
        if is_reviewer(user):
            return Q(revision__in=own_assignments(user).values("revision"))
        return super().part(user)


@register
class AgencyLinkPolicy(PartOfProposal[AgencyLink]):
    model = AgencyLink


@register
class InstitutionPolicy(PartOfProposal[Institution]):
    model = Institution
