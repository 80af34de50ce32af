"""The history, which only officers and auditors read: it names people and hidden proposals."""

from proposals.access.person import OFFICE
from proposals.access.policy import Policy, register
from proposals.models.audit import AuditAnchor, AuditEntry


@register
class AuditEntryPolicy(Policy[AuditEntry]):
    model = AuditEntry
    readers = OFFICE


@register
class AuditAnchorPolicy(Policy[AuditAnchor]):
    model = AuditAnchor
    readers = OFFICE
