"""Assignments, conflicts and reviews: who sees which of them."""

from django.db.models import Q, QuerySet

from proposals.access.person import EVERY_ROLE, is_reviewer
from proposals.access.policy import policy_for, register
from proposals.access.proposal.office import (
    PartOfProposal,
    listed_assignments,
    own_assignments,
    shut_proposals,
)
from proposals.models.account import User
from proposals.models.review import Assignment, Conflict, Review, Score


@register
class AssignmentPolicy(PartOfProposal[Assignment]):
    model = Assignment
    readers = EVERY_ROLE

    def rows(self, user: User) -> QuerySet[Assignment]:
        """Mark the assignments whose proposal a conflict hides from the reviewer."""
        rows = super().rows(user)
        if not is_reviewer(user):
            return rows
        return rows.annotate(**{"is_hidden": Q(proposal__in=shut_proposals(user))})

    def part(self, user: User) -> Q:
        """Let a reviewer see an assignment before and after they may read its proposal."""
        if is_reviewer(user):
            return Q(pk__in=listed_assignments(user))
        return super().part(user)


@register
class ConflictPolicy(PartOfProposal[Conflict]):
    model = Conflict


@register
class ReviewPolicy(PartOfProposal[Review]):
    model = Review
    readers = EVERY_ROLE
    proposal = "assignment__proposal"

    def part(self, user: User) -> Q:
        """Match a reviewer's own reviews, and the counted reviews of a revision that they finished."""
        if not is_reviewer(user):
            return super().part(user)
        finished = Assignment.State.FINISHED
        done = own_assignments(user).filter(state=finished).values("revision")
        peers = Q(assignment__revision__in=done, assignment__state=finished)
        return Q(assignment__in=listed_assignments(user)) | peers


@register
class ScorePolicy(PartOfProposal[Score]):
    model = Score
    readers = EVERY_ROLE
    proposal = "review__assignment__proposal"

    def part(self, user: User) -> Q:
        if is_reviewer(user):
            return Q(review__in=policy_for(Review).rows(user))
        return super().part(user)
