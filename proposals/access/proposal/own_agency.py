"""The proposals that a person or their agency is on: there nobody of the office has any power."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from proposals.access.person import is_officer, require_officer
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.account import User
from proposals.models.agency import AgencyName
from proposals.models.joining import Joining
from proposals.models.participation import AgencyLink, Participation, RevisionParticipation
from proposals.models.proposal import Proposal, ProposalQuerySet
from proposals.models.team import TeamMember


def own_proposals(user: User) -> ProposalQuerySet:
    """Return the proposals whose team this person was on, or which an agency of theirs is on."""
    own = reduce(or_, (Q(pk__in=keys) for keys in _involved(user)))
    rows: ProposalQuerySet = Proposal.objects.filter(own)
    return rows


def of_others(user: User, *, of: str) -> Q:
    """Match the rows of the proposals that aren't own_proposals().

    `of` is the name of the proposal's key in these rows.
    """
    return reduce(and_, (~Q(**{f"{of}__in": keys}) for keys in _involved(user)))


def _involved(user: User) -> tuple[QuerySet[Any, Any], ...]:
    """Return the keys of the proposals of own work, and of those that an own agency is on.

    An agency is on a proposal if it is named there, linked to it or has joined it.

    Revisions count, because a team can delete a line after it was submitted. Names count, because
    an agency that is named may not be linked yet.
    """
    names = AgencyName.objects.filter(agency__in=user.agency_roles).order_by()
    own = Q(agency__in=user.agency_roles) | Q(name_folded__in=names.values("name_folded"))
    linked = AgencyLink.objects.filter(agency__in=user.agency_roles)
    joined = Joining.objects.consented().filter(agency__in=user.agency_roles)
    written = TeamMember.objects.filter(user=user)
    return (
        written.order_by().values("proposal"),
        linked.order_by().values("proposal"),
        joined.order_by().values("proposal"),
        Participation.objects.filter(own).order_by().values("proposal"),
        RevisionParticipation.objects.filter(own).order_by().values("revision__proposal"),
    )


def acts_for_office(user: User, proposal: Proposal) -> bool:
    """Tell whether a person is an officer, and neither they nor an agency of theirs is on it."""
    return is_officer(user) and not _is_own(user, proposal)


def require_office(user: User, proposal: Proposal) -> None:
    """Check acts_for_office(). Raises: RuleBroken NOT_OFFICER or OWN_AGENCY."""
    require_officer(user)
    if _is_own(user, proposal):
        raise RuleBroken(Refusal.OWN_AGENCY)


def _is_own(user: User, proposal: Proposal) -> bool:
    is_anywhere = bool(user.agency_roles or user.proposal_roles)
    return is_anywhere and own_proposals(user).filter(pk=proposal.pk).exists()
