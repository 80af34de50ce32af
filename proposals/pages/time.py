"""Times as pages show them: an instant in UTC, Beijing time and the reader's own."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

BEIJING = ZoneInfo("Asia/Shanghai")
DAY = "j M Y"


def instant(at: datetime | None, *, seconds: bool = False, knows_zone: bool = True) -> SafeString:
    """Show an instant in UTC, Beijing time and the reader's own; the date where it differs.

    Without `knows_zone`, times.js adds the own time of a visitor, whose zone the server doesn't
    know.
    """
    if not at:
        return format_html('<span class="soft">{}</span>', gettext("not set"))
    hours = "H:i:s" if seconds else "H:i"
    utc = at.astimezone(UTC)
    also = [_also(at.astimezone(BEIJING), utc, hours, gettext("Beijing"))]
    zone = timezone.get_current_timezone_name()
    if zone not in ("UTC", "Asia/Shanghai"):
        own = format_html('<abbr title="{}">{}</abbr>', zone, gettext("your time"))
        also.append(_also(timezone.localtime(at), utc, hours, own))
    return format_html(
        '<time class="time" datetime="{}"{}><span>{}, {} UTC</span>{}{}</time>',
        utc.isoformat(),
        "" if knows_zone else SafeString(" data-own-time"),
        date_format(utc, DAY),
        date_format(utc, hours),
        also[0],
        also[1] if len(also) > 1 else "",
    )


def _also(at: datetime, utc: datetime, hours: str, where: str) -> SafeString:
    day = "" if at.date() == utc.date() else f"{date_format(at, DAY)}, "
    return format_html(
        ' <span class="time__also">{}{} {}</span>', day, date_format(at, hours), where
    )


def day(on: date | None) -> str:
    """Show a calendar day, which is the same in every zone."""
    return date_format(on, DAY) if on else gettext("not set")


def clock(at: datetime) -> str:
    """Return an instant for use in a sentence, in UTC only."""
    utc = at.astimezone(UTC)
    return f"{date_format(utc, DAY)}, {date_format(utc, 'H:i')} UTC"
