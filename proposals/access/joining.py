"""Agencies that join a proposal: who answers for an agency, and which requests wait for a person."""

from proposals.access.person import membership_role
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.joining import Joining, JoiningQuerySet


@register
class JoiningPolicy(PartOfProposal[Joining]):
    model = Joining


def administers(user: User, agency_id: int) -> bool:
    """Tell whether a person is an administrator of an agency, and so answers for it."""
    return membership_role(user, agency_id) == Membership.Role.ADMINISTRATOR


def waiting_for(user: User) -> JoiningQuerySet:
    """Return the requests that an administrator may answer, which other people don't see."""
    administered = Membership.objects.filter(user=user, role=Membership.Role.ADMINISTRATOR)
    rows: JoiningQuerySet = Joining.objects.filter(
        state=Joining.State.ASKED, agency__in=administered.values("agency")
    )
    return rows.exclude(agency__state=Agency.State.REJECTED)
