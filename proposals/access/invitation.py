"""Invitations: who may invite, whose link it is, and why one can't be accepted any more."""

from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet

from proposals.access.person import Role, membership_role
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.access.proposal.team import actors
from proposals.domain.canonical import sha256
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.invitation import Invitation
from proposals.models.proposal import Proposal

# Days in which an invitation can be accepted.
DAYS = 14


@register
class InvitationPolicy(PartOfProposal[Invitation]):
    """Nobody of the office reads an invitation: it is a matter of the agency and its team."""

    model = Invitation
    readers: ClassVar[frozenset[Role]] = frozenset()


def may_invite(user: User, agency: Agency, proposal: Proposal | None = None) -> bool:
    """Tell whether a person invites others into an agency, or to one of its proposals."""
    if proposal is not None:
        return Actor.LEAD in actors(user, proposal)
    return membership_role(user, agency.pk) == Membership.Role.ADMINISTRATOR


def by_link(secret: str) -> Invitation | None:
    """Return the invitation that a link leads to."""
    return _whole().filter(link_hash=sha256(secret)).first()


def by_consent(secret: str) -> Invitation | None:
    """Return the invitation of which a link asks the invited address for consent."""
    return _whole().filter(consent_hash=sha256(secret), asked_by__isnull=False).first()


def managed(user: User, pk: int) -> Invitation | None:
    """Return an invitation if this person may send it again or take it back."""
    found = _whole().filter(pk=pk).first()
    if found and may_invite(user, found.agency, found.proposal):
        return found
    return None


def waiting(agency: Agency, proposal: Proposal | None = None) -> QuerySet[Invitation]:
    """Return the invitations that wait for an answer: into an agency, or to one proposal."""
    rows = Invitation.objects.filter(agency=agency, proposal=proposal)
    return rows.filter(state=Invitation.State.OPEN).select_related("invited_by")


def _whole() -> QuerySet[Invitation]:
    return Invitation.objects.select_related(
        "agency", "proposal", "invited_by", "accepted_by", "asked_by"
    )


def problem(invitation: Invitation, *, at: datetime) -> RuleBroken | None:
    """Return why an invitation can't be accepted now, or None."""
    inviter = {"name": str(invitation.invited_by), "email": invitation.invited_by.email}
    if invitation.is_accepted:
        return RuleBroken(Refusal.INVITATION_USED, **inviter)
    if invitation.is_withdrawn:
        return RuleBroken(Refusal.INVITATION_WITHDRAWN, **inviter)
    if invitation.proposal and not invitation.is_open:
        reference = invitation.proposal.reference
        return RuleBroken(Refusal.INVITATION_ENDED, reference=reference, **inviter)
    if broken := closed(invitation.agency, invitation.proposal):
        return broken
    if invitation.is_over(at):
        return RuleBroken(Refusal.INVITATION_OVER, days=DAYS, **inviter)
    if not may_invite(invitation.invited_by, invitation.agency, invitation.proposal):
        agency = invitation.agency.name
        return RuleBroken(Refusal.INVITER_GONE, name=inviter["name"], agency=agency)
    return None


def closed(agency: Agency, proposal: Proposal | None) -> RuleBroken | None:
    """Return why nobody can join an agency, or the team of its proposal, or None."""
    if agency.is_rejected:
        return RuleBroken(Refusal.AGENCY_CLOSED, agency=agency.name)
    if proposal is not None and proposal.is_final:
        return RuleBroken(Refusal.PROPOSAL_OVER, reference=proposal.reference)
    return None
