"""Conflicts of interest: the proposals that they shut for a person."""

from collections.abc import Collection
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from proposals.models.account import User, load_organisations
from proposals.models.joining import Joining
from proposals.models.participation import (
    AgencyLink,
    Institution,
    Participation,
    RevisionParticipation,
)
from proposals.models.proposal import Proposal
from proposals.models.review import Conflict
from proposals.models.team import TeamMember


def in_conflict(user: User, *, of: str) -> Q:
    """Match the proposals with which this person has a conflict, and which they may not open.

    `of` is the name of the proposal's key in the rows.
    """
    return reduce(or_, _each(user, of))


def without_conflict(user: User, *, of: str) -> Q:
    """Match the proposals that in_conflict() doesn't match."""
    return reduce(and_, (~one for one in _each(user, of)))


def people_in_conflict(people: Collection[User], proposal: Proposal) -> set[int]:
    """Return the keys of those people who have a conflict with this proposal, in three queries."""
    return conflicts_by_proposal(people, [proposal])[proposal.pk]


def conflicts_by_proposal(
    people: Collection[User], proposals: Collection[Proposal]
) -> dict[int, set[int]]:
    """Return for each proposal the keys of the people who have a conflict with it."""
    load_organisations(people)
    of_person: dict[str, Any] = {f"of_{one.pk}": in_conflict(one, of="pk") for one in people}
    keys = [one.pk for one in proposals]
    rows: list[Any] = list(Proposal.objects.filter(pk__in=keys).values("pk", **of_person))
    return {row["pk"]: {one.pk for one in people if row[f"of_{one.pk}"]} for row in rows}


def _each(user: User, of: str) -> list[Q]:
    """Return a condition for each kind of conflict.

    Each is a small set of proposals, which a database finds once by its index. A condition that
    looked from each proposal to its organisations would cost more with every proposal.
    """
    return [Q(**{f"{of}__in": proposals}) for proposals in _proposals(user)]


def _proposals(user: User) -> list[QuerySet[Any, Any]]:
    """Return the keys of proposals: recorded conflicts, own work, organisations, institutions.

    Organisations are asked of every revision and of the working copy, by their own names and by
    those of the agencies to which officers have linked them. An agency that has joined counts, and
    one that has left: its people have read the proposal. One that is only asked doesn't, so that a
    team can't shut reviewers out by asking their agencies.
    """
    recorded = Conflict.objects.filter(reviewer=user, waived_by=None)
    written = TeamMember.objects.filter(user=user)
    today = Participation.objects.filter(_own(user, call="proposal__call"))
    frozen = RevisionParticipation.objects.filter(_own(user, call="revision__proposal__call"))
    linked = AgencyLink.objects.filter(agency__in=user.organisation_agencies)
    joined = Joining.objects.consented().filter(_of_agency(user))
    institutions = Institution.objects.filter(name_folded__in=user.organisation_names)
    return [
        recorded.order_by().values("proposal"),
        written.order_by().values("proposal"),
        today.order_by().values("proposal"),
        frozen.order_by().values("revision__proposal"),
        linked.order_by().values("proposal"),
        joined.order_by().values("proposal"),
        institutions.order_by().values("proposal"),
    ]


def _own(user: User, *, call: str) -> Q:
    """Match the organisations that are the person's own, by agency, by name or by country."""
    own = Q(agency__in=user.organisation_agencies) | Q(name_folded__in=user.organisation_names)
    if user.country:
        own |= Q(country=user.country, **{f"{call}__blocks_same_country": True})
    return own


def _of_agency(user: User) -> Q:
    """Match the agencies that have joined and are the person's own, or of their country."""
    own = Q(agency__in=user.organisation_agencies)
    if user.country:
        own |= Q(agency__country=user.country, proposal__call__blocks_same_country=True)
    return own
