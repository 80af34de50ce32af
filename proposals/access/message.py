"""The outbox: who reads which mail."""

from django.db.models import Q

from proposals.access.person import OFFICE, sees_every_proposal
from proposals.access.policy import Policy, register
from proposals.access.proposal.own_agency import own_proposals
from proposals.models.account import User
from proposals.models.message import Message


@register
class MessagePolicy(Policy[Message]):
    model = Message
    readers = OFFICE

    def part(self, user: User) -> Q:
        """Hide the mail about proposals that an agency of this person is on."""
        if sees_every_proposal(user):
            return Q()
        return ~Q(about__in=own_proposals(user).values("reference"))


def may_be_read(message: Message) -> bool:
    """Tell whether the office reads the text: a mail about an account may hold a link into it.

    Nobody reads it, not even the superuser: who has the link of an officer's account could be
    the second officer of a decision.
    """
    return message.about != "account"
