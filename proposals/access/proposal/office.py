"""Which proposals a person of the office sees, and the rule for rows that belong to a proposal."""

from typing import ClassVar

from django.db.models import Q, QuerySet

from proposals.access.conflict import in_conflict, without_conflict
from proposals.access.person import (
    EVERY_ROLE,
    OFFICE,
    Role,
    is_reviewer,
    roles,
    sees_every_proposal,
)
from proposals.access.policy import M, Policy, register
from proposals.access.proposal.own_agency import of_others
from proposals.models.account import User
from proposals.models.proposal import Proposal, ProposalQuerySet
from proposals.models.review import Assignment

READING_STATES = (Assignment.State.ACCEPTED, Assignment.State.FINISHED)


def visible(user: User, *, of: str) -> Q:
    """Match the rows whose proposal this person may see in the office.

    `of` is the name of the proposal's key in these rows. The policies of all models that belong to
    a proposal call this function, so that a rule about proposals holds for their rows, too.
    """
    if sees_every_proposal(user):
        return Q()
    if roles(user) & OFFICE:
        return of_others(user, of=of)
    if is_reviewer(user):
        return Q(**{f"{of}__in": accepted_assignments(user).values("proposal")})
    return without_conflict(user, of=of) if Role.PANEL in roles(user) else Q(pk__in=())


def visible_proposals(user: User) -> ProposalQuerySet:
    """Return the proposals that this person may see in the office."""
    rows: ProposalQuerySet = Proposal.objects.filter(visible(user, of="pk"))
    return rows


def own_assignments(user: User) -> QuerySet[Assignment]:
    """Return a reviewer's open and finished assignments, without those in conflict."""
    own = Assignment.objects.filter(reviewer=user, state__in=Assignment.COUNTED)
    return own.exclude(proposal__in=shut_proposals(user))


def listed_assignments(user: User) -> QuerySet[Assignment]:
    """Return own_assignments(), and those of which only the reviewer's own text is theirs to read.

    These are the finished ones, even in conflict, and those that ended while they wrote.
    """
    over = (Assignment.State.CANCELLED, Assignment.State.DECLINED)
    ended = Q(state__in=over, review__isnull=False)
    is_open = Q(state__in=Assignment.COUNTED) | ended
    return Assignment.objects.filter(
        Q(review__finished_at__isnull=False) | (is_open & ~Q(proposal__in=shut_proposals(user))),
        reviewer=user,
    )


def shut_proposals(user: User) -> frozenset[int]:
    """Return the keys of the proposals that were assigned to a reviewer who has a conflict.

    They are asked once for each request and cached with its person: the policies of a page use
    them many times, and Django needs milliseconds to write the query.
    """
    if user.shut_proposals is None:
        assigned = Assignment.objects.filter(in_conflict(user, of="proposal"), reviewer=user)
        user.shut_proposals = frozenset(assigned.values_list("proposal", flat=True))
    return user.shut_proposals


def accepted_assignments(user: User) -> QuerySet[Assignment]:
    """Return the assignments whose content the reviewer may read.

    The reviewer has accepted them, and so has declared to have no conflict.
    """
    return own_assignments(user).filter(state__in=READING_STATES)


@register
class ProposalPolicy(Policy[Proposal]):
    model = Proposal
    readers = EVERY_ROLE

    def part(self, user: User) -> Q:
        return visible(user, of="pk")


class PartOfProposal(Policy[M]):
    """The rights to rows that belong to a proposal: nobody sees them without the proposal."""

    proposal: ClassVar[str] = "proposal"  # the path from a row to its proposal

    def part(self, user: User) -> Q:
        seen = visible(user, of=self.proposal)
        return seen & self.reviewer_part(user) if is_reviewer(user) else seen

    def reviewer_part(self, user: User) -> Q:
        """Match the rows that a reviewer sees on a proposal whose review they have accepted."""
        return Q()
