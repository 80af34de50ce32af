"""A proposal's status as a page shows it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def status_badge(status: str, label: str, *, large: bool = False) -> SafeString:
    """Show a status: its glyph comes from the class, its words from who reads."""
    size = " status--lg" if large else ""
    return format_html('<span class="status status--{}{}">{}</span>', status, size, label)
