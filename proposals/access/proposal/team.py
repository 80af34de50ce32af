"""The team of a proposal in the portal: who reads it, writes it and moves it."""

from django.db.models import Q, QuerySet

from proposals.access.agency import WRITERS
from proposals.access.person import membership_role, team_role
from proposals.access.proposal.own_agency import acts_for_office
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.joining import Joining
from proposals.models.proposal import Proposal, ProposalQuerySet
from proposals.models.team import TeamMember


def partner_proposals(user: User) -> ProposalQuerySet:
    """Return the proposals that a person sees in the portal.

    They are those that one of their agencies leads or has joined, and those to which they were
    invited themselves.
    """
    own = Membership.objects.filter(user=user).values("agency")
    joined = Joining.objects.joined().filter(agency__in=own).order_by()
    invited = TeamMember.objects.filter(user=user, role__in=TeamMember.PRESENT).order_by()
    rows: ProposalQuerySet = Proposal.objects.filter(
        Q(lead_agency__in=own)
        | Q(pk__in=joined.values("proposal"))
        | Q(pk__in=invited.values("proposal"))
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
    if membership_role(user, proposal.lead_agency_id) == Membership.Role.ADMINISTRATOR:
        return True
    return proposal.lead_id == user.pk and may_lead(user, proposal)


def may_lead(user: User, proposal: Proposal) -> bool:
    """Tell whether a person writes for the lead agency, or was invited to edit this proposal."""
    if membership_role(user, proposal.lead_agency_id) in WRITERS:
        return True
    return team_role(user, proposal.pk) == TeamMember.Role.EDIT


def writes(user: User, proposal: Proposal) -> bool:
    """Tell whether a person may lead this proposal, or writes for an agency that has joined it."""
    if may_lead(user, proposal):
        return True
    agencies = [pk for pk in user.agency_roles if membership_role(user, pk) in WRITERS]
    joined = proposal.joinings.joined().filter(agency__in=agencies)
    return bool(agencies) and joined.exists()


def possible_leads(user: User, proposal: Proposal) -> QuerySet[User]:
    """Return whom this person may make the lead proposer: the others who write the proposal.

    Somebody from outside of the agency sees those who were invited alone.
    """
    editors = TeamMember.objects.filter(proposal=proposal, role=TeamMember.Role.EDIT)
    people = Q(pk__in=editors.values("user"))
    if membership_role(user, proposal.lead_agency_id) is not None:
        writers = Membership.objects.filter(agency=proposal.lead_agency_id, role__in=WRITERS)
        people |= Q(pk__in=writers.values("user"))
    found = User.objects.filter(people, is_active=True).exclude(led_proposals=proposal)
    return found.order_by("name", "pk")


def can_edit(user: User, proposal: Proposal) -> bool:
    """Tell whether this person may write the working copy now."""
    is_open = proposal.is_writable and not proposal.waits_for_officer
    return is_open and writes(user, proposal)


def require_edit(user: User, proposal: Proposal) -> None:
    """Check can_edit(). Raises: RuleBroken NOT_EDITABLE, ENTERED_BY_OFFICE or OBSERVER."""
    if not proposal.is_writable:
        raise RuleBroken(Refusal.NOT_EDITABLE, status=proposal.status_label)
    if proposal.waits_for_officer:
        raise RuleBroken(Refusal.ENTERED_BY_OFFICE)
    if not can_edit(user, proposal):
        raise RuleBroken(Refusal.OBSERVER)
