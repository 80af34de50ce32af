"""The proposals that a person's own agency is on: there nobody of the office has any power."""

from typing import Any

from django.db.models import Q, QuerySet

from proposals.access.person import is_officer, require_officer
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.account import User
from proposals.models.agency import AgencyName
from proposals.models.participation import Participation, RevisionParticipation
from proposals.models.proposal import Proposal, ProposalQuerySet


def own_proposals(user: User) -> ProposalQuerySet:
    """Return the proposals that an agency of this person is on."""
    today, frozen = _involved(user)
    rows: ProposalQuerySet = Proposal.objects.filter(Q(pk__in=today) | Q(pk__in=frozen))
    return rows


def of_others(user: User, *, of: str) -> Q:
    """Match the rows whose proposal no agency of this person is on.

    `of` is the name of the proposal's key in these rows.
    """
    today, frozen = _involved(user)
    return ~Q(**{f"{of}__in": today}) & ~Q(**{f"{of}__in": frozen})


def _involved(user: User) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Return the keys of the proposals that name an own agency, today or in any revision.

    The revisions count as well, because a team can delete a line after it was submitted. Names
    count as well, because an agency that is named may not be linked yet.
    """
    names = AgencyName.objects.filter(agency__in=user.agency_roles).order_by()
    own = Q(agency__in=user.agency_roles) | Q(name_folded__in=names.values("name_folded"))
    return (
        Participation.objects.filter(own).order_by().values("proposal"),
        RevisionParticipation.objects.filter(own).order_by().values("revision__proposal"),
    )


def acts_for_office(user: User, proposal: Proposal) -> bool:
    """Tell whether a person is an officer, and no agency of theirs is on this proposal."""
    return is_officer(user) and not _is_own(user, proposal)


def require_office(user: User, proposal: Proposal) -> None:
    """Check acts_for_office(). Raises: RuleBroken NOT_OFFICER or OWN_AGENCY."""
    require_officer(user)
    if _is_own(user, proposal):
        raise RuleBroken(Refusal.OWN_AGENCY)


def _is_own(user: User, proposal: Proposal) -> bool:
    return bool(user.agency_roles) and own_proposals(user).filter(pk=proposal.pk).exists()
