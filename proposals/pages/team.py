"""Who is on the team of a proposal, as a person of the team sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from proposals.access.invitation import may_invite, waiting
from proposals.access.person import membership_role
from proposals.access.proposal.team import may_lead
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.invitation import Invitation
from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember


@dataclass(frozen=True)
class Team:
    """The people on a proposal. `colleagues` are those of its agency, whom the agency alone sees."""

    lead: User | None
    lead_is_gone: bool  # they write this proposal no more
    is_managed: bool
    guests: Sequence[TeamMember]
    colleagues: Sequence[Membership]
    invitations: Sequence[Invitation]


def team(proposal: Proposal, *, user: User) -> Team:
    """Return the team of a proposal: who was invited to it, and who is in its agency."""
    manages = may_invite(user, proposal.lead_agency, proposal)
    guests = TeamMember.objects.filter(proposal=proposal, role__in=TeamMember.PRESENT)
    is_colleague = membership_role(user, proposal.lead_agency_id) is not None
    colleagues = proposal.lead_agency.memberships.select_related("user").order_by("pk")
    return Team(
        lead=proposal.lead,
        lead_is_gone=proposal.lead is not None and not may_lead(proposal.lead, proposal),
        is_managed=manages,
        guests=list(guests.select_related("user")),
        colleagues=list(colleagues) if is_colleague else [],
        invitations=list(waiting(proposal.lead_agency, proposal)) if manages else [],
    )
