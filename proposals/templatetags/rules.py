"""Show a rule's sentence, which the domain keeps untranslated, in the reader's language."""

from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.formats import number_format
from django.utils.translation import gettext

from proposals.content.proposal import FailedCheck
from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import Sentence
from proposals.forms.refusal import sentence

register = template.Library()


@register.filter
def refusal(value: RuleBroken) -> str:
    return sentence(value)


@register.filter
def warning(value: FailedCheck) -> str:
    return gettext(value.message) % value.params


@register.filter
def has_required(form: BaseForm) -> bool:
    """Tell whether a form has an input that is marked as required."""
    return any(one.field.required for one in form.visible_fields())


@register.filter
def translated(value: Any) -> str:
    """Translate a sentence of the domain; a name from the database is shown as it is."""
    if not value:
        return ""
    return gettext(value) if isinstance(value, Sentence) else str(value)


@register.filter
def figure(value: Decimal | int) -> str:
    """Write a published figure with the digits that it has: 66.3 and not 66.300."""
    return str(number_format(f"{Decimal(value).normalize():f}"))
