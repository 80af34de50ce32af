"""The history, which only officers and auditors read: it names people and hidden proposals."""

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
        """Hide the history of proposals that an agency of this person is on."""
        if sees_every_proposal(user):
            return Q()
        key = Cast("pk", CharField())
        own = own_proposals(user).order_by().annotate(chain=Concat(Value("proposal:"), key))
        return ~Q(chain__in=own.values("chain"))


@register
class AuditAnchorPolicy(Policy[AuditAnchor]):
    model = AuditAnchor
    readers = OFFICE
