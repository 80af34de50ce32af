"""The team of a proposal in the portal: who reads it, writes it and moves it."""

from django.db.models import Q

from proposals.access.agency import WRITERS
from proposals.access.person import membership_role
from proposals.access.proposal.own_agency import acts_for_office
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.joining import Joining
from proposals.models.proposal import Proposal, ProposalQuerySet


def partner_proposals(user: User) -> ProposalQuerySet:
    """Return the proposals that a person sees in the portal: those of their agencies.

    They are the proposals that one of the agencies leads, and those that one has joined.
    """
    own = Membership.objects.filter(user=user).values("agency")
    joined = Joining.objects.joined().filter(agency__in=own).order_by()
    rows: ProposalQuerySet = Proposal.objects.filter(
        Q(lead_agency__in=own) | Q(pk__in=joined.values("proposal"))
    )
    return rows


def actors(user: User, proposal: Proposal) -> frozenset[Actor]:
    """Return the actors in whose name this person can move this proposal."""
    found = set()
    if acts_for_office(user, proposal):
        found.add(Actor.OFFICER)
    if _leads(user, proposal):
        found.add(Actor.LEAD)
    return frozenset(found)


def _leads(user: User, proposal: Proposal) -> bool:
    role = membership_role(user, proposal.lead_agency_id)
    if role == Membership.Role.ADMINISTRATOR:
        return True
    return role == Membership.Role.PROPOSER and proposal.lead_id == user.pk


def can_edit(user: User, proposal: Proposal) -> bool:
    """Tell whether this person may write the working copy now."""
    is_open = proposal.is_writable and not proposal.waits_for_officer
    return is_open and _writes(user, proposal)


def _writes(user: User, proposal: Proposal) -> bool:
    """Tell whether a person writes for the lead agency, or for one that has joined."""
    if membership_role(user, proposal.lead_agency_id) in WRITERS:
        return True
    agencies = [pk for pk in user.agency_roles if membership_role(user, pk) in WRITERS]
    joined = proposal.joinings.joined().filter(agency__in=agencies)
    return bool(agencies) and joined.exists()


def require_edit(user: User, proposal: Proposal) -> None:
    """Check can_edit(). Raises: RuleBroken NOT_EDITABLE, ENTERED_BY_OFFICE or OBSERVER."""
    if not proposal.is_writable:
        raise RuleBroken(Refusal.NOT_EDITABLE, status=proposal.status_label)
    if proposal.waits_for_officer:
        raise RuleBroken(Refusal.ENTERED_BY_OFFICE)
    if not can_edit(user, proposal):
        raise RuleBroken(Refusal.OBSERVER)
