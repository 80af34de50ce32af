"""Delete parked forms whose hour is over, and drafts of forms that nobody sent."""

from django.utils import timezone

from proposals.actions import form_draft, parked


def sweep() -> int:
    return parked.sweep(at=timezone.now()) + form_draft.sweep(at=timezone.now())
