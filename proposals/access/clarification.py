"""Questions of the office to a team, and their answers."""

from django.db.models import Q

from proposals.access.person import EVERY_ROLE
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal, accepted_assignments
from proposals.models.account import User
from proposals.models.clarification import Clarification


@register
class ClarificationPolicy(PartOfProposal[Clarification]):
    """A reviewer reads an answer together with the revision, whose annex it is."""

    model = Clarification
    readers = EVERY_ROLE

    def reviewer_part(self, user: User) -> Q:
        return Q(revision__in=accepted_assignments(user).values("revision"))
