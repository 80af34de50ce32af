"""Delete parked forms whose hour is over."""

from django.utils import timezone

from proposals.actions import parked


def sweep() -> int:
    return parked.sweep(at=timezone.now())
