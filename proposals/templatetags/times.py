"""Instants and statuses. Pages show dozens of them, and an include for each would be slow."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from proposals.pages import time
from proposals.pages.status import status_badge

register = template.Library()
register.simple_tag(status_badge)


@register.simple_tag(takes_context=True)
def instant(context: template.Context, at: datetime | None, *, seconds: bool = False) -> SafeString:
    """Show an instant as proposals/pages/time.py does, to this page's reader."""
    user = context.get("user")
    knows_zone = user is not None and user.is_authenticated
    return time.instant(at, seconds=seconds, knows_zone=knows_zone)


@register.filter
def as_instant(text: str) -> datetime | None:
    """Return the instant that a text holds; None for any other text."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
