"""The outbox: who reads which mail."""

from django.conf import settings
from django.db.models import Q

from proposals.access.person import OFFICE, is_officer
from proposals.access.policy import Policy, register
from proposals.models.account import User
from proposals.models.message import Message


@register
class MessagePolicy(Policy[Message]):
    model = Message
    readers = OFFICE

    def part(self, user: User) -> Q:
        """Hide password-reset mails, so that nobody can take over an officer's account.

        Without a mail server these mails stay in the outbox, and officers pass them on.
        """
        if user.is_superuser or (is_officer(user) and not settings.EMAIL_DELIVERY):
            return Q()
        return ~Q(about="account")
