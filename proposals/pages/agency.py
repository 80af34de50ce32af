"""A person's agencies, each with what its administrators manage."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from proposals.access.agency import partner_agencies
from proposals.models.account import User
from proposals.models.agency import Agency, JoinRequest, Membership
from proposals.models.invitation import Invitation


@dataclass(frozen=True)
class OwnAgency:
    """An agency of which a person is a member.

    Only its administrators see the invitations and the requests to join.
    """

    agency: Agency
    is_managed: bool
    members: Sequence[Membership]
    invitations: Sequence[Invitation]
    requests: Sequence[JoinRequest]


def own_agencies(user: User) -> list[OwnAgency]:
    """Return the agencies of a person, in the same number of queries whatever their number."""
    members = Membership.objects.select_related("user").order_by("pk")
    waiting = Invitation.objects.filter(proposal=None, state=Invitation.State.OPEN)
    asking = JoinRequest.objects.filter(state=JoinRequest.State.OPEN)
    rows = partner_agencies(user).prefetch_related(
        Prefetch("memberships", members),
        Prefetch("invitations", waiting.select_related("invited_by"), to_attr="waiting"),
        Prefetch("join_requests", asking.select_related("user"), to_attr="asking"),
    )
    return [_own(one, user) for one in rows]


def _own(agency: Agency, user: User) -> OwnAgency:
    members = list(agency.memberships.all())
    roles = {one.role for one in members if one.user_id == user.pk}
    manages = Membership.Role.ADMINISTRATOR in roles
    waiting: list[Invitation] = agency.waiting if manages else []  # type: ignore[attr-defined]
    asking: list[JoinRequest] = agency.asking if manages else []  # type: ignore[attr-defined]
    return OwnAgency(agency, manages, members, waiting, asking)
