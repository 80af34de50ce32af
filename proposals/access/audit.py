"""The history, which only officers and auditors read: it names people and hidden proposals.

The history of comments is read by nobody in the office: see CommentPolicy.
"""

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from proposals.access.person import OFFICE, sees_every_proposal
from proposals.access.policy import Policy, register
from proposals.access.proposal.own_agency import own_proposals
from proposals.models.account import User
from proposals.models.audit import AuditAnchor, AuditEntry


@register
class AuditEntryPolicy(Policy[AuditEntry]):
    model = AuditEntry
    readers = OFFICE

    def part(self, user: User) -> Q:
        """Hide the history of comments, and of proposals that an agency of this person is on."""
        of_team = Q(chain__startswith="comment:")
        if sees_every_proposal(user):
            return ~of_team
        key = Cast("pk", CharField())
        own = own_proposals(user).order_by().annotate(chain=Concat(Value("proposal:"), key))
        return ~of_team & ~Q(chain__in=own.values("chain"))


@register
class AuditAnchorPolicy(Policy[AuditAnchor]):
    model = AuditAnchor
    readers = OFFICE
