"""Have files scanned, and delete files whose writing was never finished."""

from django.utils import timezone

from proposals.actions import document


def sweep() -> int:
    return document.sweep(at=timezone.now())


def scan() -> int:
    return document.scan(at=timezone.now())
