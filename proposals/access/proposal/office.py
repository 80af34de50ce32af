"""Who of the office sees a proposal: a conflict shuts it to a reviewer, an assignment opens it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from proposals.domain.name import normalised
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.participation import Participation
from proposals.models.review import Assignment, Conflict

READING_STATES = (Assignment.State.ACCEPTED, Assignment.State.FINISHED)
OPEN_STATES = (Assignment.State.INVITED, Assignment.State.ACCEPTED, Assignment.State.FINISHED)


def in_conflict(user: User, *, of: str) -> Q:
    """Match the proposals that a reviewer may not open: same organisation, or an unwaived conflict.

    `of` names the proposal's key in the rows that are asked about. Asked row by row: a join of
    all proposals with all their organisations takes as long as there are proposals.
    """
    conflicts = Conflict.objects.filter(proposal=OuterRef(of), reviewer=user, waived_by=None)
    same = Q(agency__in=Membership.objects.filter(user=user).values("agency"))
    if organisation := normalised(user.organisation):
        same |= Q(name_folded=organisation)
    if user.country:
        same |= Q(country=user.country, proposal__call__blocks_same_country=True)
    there = Participation.objects.filter(same, proposal=OuterRef(of))
    return Q(Exists(conflicts)) | Q(Exists(there))


def own_assignments(user: User) -> Q:
    """Match a reviewer's own assignments, conflicts taken out."""
    return Q(reviewer=user, state__in=OPEN_STATES) & ~in_conflict(user, of="proposal")


def accepted_assignments(user: User) -> QuerySet[Assignment]:
    """Return the assignments whose content is open to the reviewer.

    They have accepted, and so have declared to have no conflict.
    """
    return Assignment.objects.filter(own_assignments(user), state__in=READING_STATES)
