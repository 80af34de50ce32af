"""Close drafts that weren't submitted in time."""

from django.utils import timezone

from proposals.actions import proposal


def lapse() -> int:
    return proposal.lapse_due(at=timezone.now())
