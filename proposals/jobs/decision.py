"""Release decisions whose undo time is over."""

from django.utils import timezone

from proposals.actions import decision


def release() -> int:
    return decision.release_due(at=timezone.now())
