"""Files: whom they are sent to."""

from django.db.models import Q, QuerySet

from proposals.access.person import READERS, Role, roles
from proposals.access.proposal.office import accepted_assignments
from proposals.access.proposal.team import partner_proposals
from proposals.models.account import User
from proposals.models.document import Document


def readable_documents(user: User) -> QuerySet[Document]:
    """Return the files that this person may download, in the portal and in the office."""
    mine = Q(proposal__in=partner_proposals(user))
    if roles(user) & READERS:
        mine |= Q(revisions__isnull=False) | Q(proposal__registration__isnull=False)
    elif Role.REVIEWER in roles(user):
        mine |= Q(revisions__in=accepted_assignments(user).values("revision"))
    return Document.objects.filter(mine).distinct()
