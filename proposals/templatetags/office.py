"""The one address at which the office helps, for every page and every mail."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def office_email() -> str:
    return str(settings.OFFICE_EMAIL)
