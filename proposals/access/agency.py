"""Agencies: who belongs to them, who writes for them, and who manages them."""

from django.db.models import Q, QuerySet

from proposals.access.policy import WRITING, Policy, Right, register
from proposals.models.account import User
from proposals.models.agency import Agency, AgencyName, JoinRequest, Membership

WRITERS = (Membership.Role.ADMINISTRATOR, Membership.Role.PROPOSER)


def partner_agencies(user: User) -> QuerySet[Agency]:
    """Return the agencies that a person belongs to."""
    return Agency.objects.filter(memberships__user=user)


def written_agencies(user: User) -> QuerySet[Agency]:
    """Return the agencies for which a person writes, without duplicates."""
    # One filter() for both conditions: a second filter() would match the role of any member.
    return Agency.objects.filter(memberships__user=user, memberships__role__in=WRITERS)


def last_agency(user: User) -> Agency | None:
    """Return the agency for which a person started a proposal last, if they still write for it."""
    latest = written_agencies(user).filter(proposals__lead=user).order_by("-proposals__pk")
    return latest.first()


def administered_agencies(user: User) -> QuerySet[Agency]:
    """Return the agencies of which a person is an administrator."""
    role = Membership.Role.ADMINISTRATOR
    return Agency.objects.filter(memberships__user=user, memberships__role=role)


def administrators(agency: Agency) -> QuerySet[User]:
    """Return who manages an agency now."""
    role = Membership.Role.ADMINISTRATOR
    found = User.objects.filter(memberships__agency=agency, memberships__role=role, is_active=True)
    return found.order_by("pk")


def managed_memberships(user: User) -> QuerySet[Membership]:
    """Return the memberships that a person changes: those of the agencies that they administer."""
    rows = Membership.objects.select_related("agency", "user")
    return rows.filter(agency__in=administered_agencies(user))


def removable_memberships(user: User) -> QuerySet[Membership]:
    """Return the memberships that a person ends: those that they manage, and their own."""
    rows = Membership.objects.select_related("agency", "user")
    return rows.filter(Q(agency__in=administered_agencies(user)) | Q(user=user))


def managed_requests(user: User) -> QuerySet[JoinRequest]:
    """Return the open requests that a person answers."""
    rows = JoinRequest.objects.select_related("agency", "user")
    return rows.filter(agency__in=administered_agencies(user), state=JoinRequest.State.OPEN)


def own_requests(user: User) -> QuerySet[JoinRequest]:
    """Return a person's own requests that wait for an answer."""
    rows = JoinRequest.objects.select_related("agency", "user")
    return rows.filter(user=user, state=JoinRequest.State.OPEN)


def possible_members(user: User) -> QuerySet[User]:
    """Return the people whom an officer may make members of an agency: everybody else."""
    return User.objects.exclude(pk=user.pk)


@register
class AgencyPolicy(Policy[Agency]):
    """An officer doesn't change an agency that they belong to: they could give themselves a role."""

    model = Agency
    officers_may = WRITING

    def may(self, user: User, right: Right, row: Agency | None = None) -> bool:
        if right in WRITING and row is not None and row.pk in user.agency_roles:
            return False
        return super().may(user, right, row)


@register
class AgencyNamePolicy(Policy[AgencyName]):
    model = AgencyName


@register
class JoinRequestPolicy(Policy[JoinRequest]):
    model = JoinRequest


@register
class MembershipPolicy(Policy[Membership]):
    model = Membership
    officers_may = WRITING
