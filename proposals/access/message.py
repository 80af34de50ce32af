"""The outbox: who reads which mail."""

from proposals.access.person import OFFICE
from proposals.access.policy import Policy, register
from proposals.models.message import Message


@register
class MessagePolicy(Policy[Message]):
    model = Message
    readers = OFFICE


def may_be_read(message: Message) -> bool:
    """Tell whether the office reads the text: a mail about an account may hold a link into it.

    Nobody reads it, not even the superuser: who has the link of an officer's account could be
    the second officer of a decision.
    """
    return message.about != "account"
