"""Deliver the outbox."""

from django.utils import timezone

from proposals.actions import message


def deliver() -> int:
    return message.deliver(at=timezone.now())
