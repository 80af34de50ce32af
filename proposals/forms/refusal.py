"""Show a rule's refusal as a sentence at the right field of a form."""

from django.conf import settings
from django.forms import BaseForm
from django.utils.translation import gettext

from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import Sentence


def sentence(broken: RuleBroken) -> str:
    """Return the refusal in the reader's language. Names of people and agencies stay unchanged."""
    params = {
        name: gettext(value) if isinstance(value, Sentence) else value
        for name, value in broken.params.items()
    }
    text = gettext(broken.refusal.value)
    is_open = bool(params) or "%(office)s" in text
    return text % {"office": settings.OFFICE_EMAIL, **params} if is_open else text


def put_on(form: BaseForm, refusal: RuleBroken) -> None:
    """Add the refusal to the form: at its field, or at the top if the form has no such field."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, sentence(refusal))
