"""Assignments, conflicts and reviews: who sees which of them."""

from django.db.models import Q

from proposals.access.person import EVERY_ROLE, is_reviewer
from proposals.access.policy import policy_for, register
from proposals.access.proposal.office import PartOfProposal, own_assignments
from proposals.models.account import User
from proposals.models.review import Assignment, Conflict, Review, Score


@register
class AssignmentPolicy(PartOfProposal[Assignment]):
    model = Assignment
    readers = EVERY_ROLE

    def part(self, user: User) -> Q:
        """Let a reviewer see an assignment before they may read its proposal."""
        if is_reviewer(user):
            return Q(pk__in=own_assignments(user))
        return super().part(user)


@register
class ConflictPolicy(PartOfProposal[Conflict]):
    model = Conflict


@register
class ReviewPolicy(PartOfProposal[Review]):
    model = Review
    readers = EVERY_ROLE
    proposal = "assignment__proposal"

    def reviewer_part(self, user: User) -> Q:
        """Match a reviewer's own reviews, and finished reviews of a revision that they finished."""
        own = own_assignments(user)
        done = own.filter(state=Assignment.State.FINISHED).values("revision")
        return Q(assignment__in=own) | Q(assignment__revision__in=done, finished_at__isnull=False)


@register
class ScorePolicy(PartOfProposal[Score]):
    model = Score
    readers = EVERY_ROLE
    proposal = "review__assignment__proposal"

    def reviewer_part(self, user: User) -> Q:
        return Q(review__in=policy_for(Review).rows(user))
