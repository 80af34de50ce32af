"""A proposal's status as a page shows it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def status_badge(status: str, label: str, *, large: bool = False) -> SafeString:
    """Return the HTML of a status. The CSS class draws its sign; `label` depends on the reader."""
    size = " status--lg" if large else ""
    return format_html('<span class="status status--{}{}">{}</span>', status, size, label)
