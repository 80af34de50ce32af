"""The number of open comments on a section."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def on_section(open_comments: Mapping[str, int], code: str) -> int:
    return open_comments.get(code, 0)
