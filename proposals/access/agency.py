"""The agencies that a person belongs to, and those that they write for."""

from django.db.models import QuerySet

from proposals.models.account import User
from proposals.models.agency import Agency, Membership

WRITERS = (Membership.Role.ADMINISTRATOR, Membership.Role.PROPOSER)


def partner_agencies(user: User) -> QuerySet[Agency]:
    return Agency.objects.filter(memberships__user=user)


def written_agencies(user: User) -> QuerySet[Agency]:
    """Return the agencies that a person writes for, each once."""
    # One filter: of two, the second would match anybody's membership.
    return Agency.objects.filter(memberships__user=user, memberships__role__in=WRITERS)
