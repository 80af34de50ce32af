"""Instants and statuses, which pages show by the dozen: written in Python, as an include costs more."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from proposals.pages.status import status_badge

register = template.Library()
register.simple_tag(status_badge)
BEIJING = ZoneInfo("Asia/Shanghai")


@register.simple_tag(takes_context=True)
def instant(context: template.Context, at: datetime | None, *, seconds: bool = False) -> SafeString:
    """Show an instant in UTC, Beijing time and the reader's own; the date where it differs."""
    if not at:
        return format_html('<span class="soft">{}</span>', gettext("not set"))
    hours = "H:i:s" if seconds else "H:i"
    utc = at.astimezone(UTC)
    also = [_also(at.astimezone(BEIJING), utc, hours, gettext("Beijing"))]
    zone = timezone.get_current_timezone_name()
    if zone not in ("UTC", "Asia/Shanghai"):
        own = format_html('<abbr title="{}">{}</abbr>', zone, gettext("your time"))
        also.append(_also(timezone.localtime(at), utc, hours, own))
    # times.js adds the own time of a visitor, whose zone the server doesn't know.
    user = context.get("user")
    known = user is not None and user.is_authenticated
    return format_html(
        '<time class="time" datetime="{}"{}><span>{}, {} UTC</span>{}{}</time>',
        utc.isoformat(),
        "" if known else SafeString(" data-own-time"),
        date_format(utc, "j M Y"),
        date_format(utc, hours),
        also[0],
        also[1] if len(also) > 1 else "",
    )


@register.filter
def as_instant(text: str) -> datetime | None:
    """Read an instant back that was kept as text; None for any other text."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _also(at: datetime, utc: datetime, hours: str, where: str) -> SafeString:
    day = "" if at.date() == utc.date() else f"{date_format(at, 'j M Y')}, "
    return format_html(
        ' <span class="time__also">{}{} {}</span>', day, date_format(at, hours), where
    )
