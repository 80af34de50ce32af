"""Revisions: who reads what was submitted."""

from django.db.models import Q

from proposals.access.person import EVERY_ROLE
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal, accepted_assignments
from proposals.models.account import User
from proposals.models.revision import Revision


@register
class RevisionPolicy(PartOfProposal[Revision]):
    """A reviewer reads the revisions that were assigned to them, and no later revision."""

    model = Revision
    readers = EVERY_ROLE

    def reviewer_part(self, user: User) -> Q:
        return Q(pk__in=accepted_assignments(user).values("revision"))
