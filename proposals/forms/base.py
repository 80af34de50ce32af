"""The portal's plain form: crispy draws the fields, the page draws the tag and the buttons."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext


class PortalForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False  # _error_summary.html says them


class LineField(forms.CharField):
    """Text of one line. A line break, which a script may send, becomes a space."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).splitlines())


class TextField(forms.CharField):
    """Text of several lines. A line break counts as one character."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def long_text(label: Any, *, rows: int = 5, limit: int = 5000, **options: Any) -> forms.CharField:
    """Return a text area with a largest length."""
    return TextField(
        label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **options
    )


def _own_zone() -> str:
    zone = timezone.get_current_timezone_name()
    return gettext("In your time zone, %(zone)s.") % {"zone": zone}


OWN_ZONE = lazy(_own_zone, str)()


def instant(
    label: Any, *, seconds: bool = False, also: Any = "", **options: Any
) -> forms.DateTimeField:
    """Return a field for date and time. Its help names the person's time zone, and adds `also`."""
    options["help_text"] = format_lazy("{} {}", OWN_ZONE, also) if also else OWN_ZONE
    attrs = {"type": "datetime-local"} | ({"step": "1"} if seconds else {})
    shape = "%Y-%m-%dT%H:%M:%S" if seconds else "%Y-%m-%dT%H:%M"
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs, format=shape), **options
    )
