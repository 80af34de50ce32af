"""The portal's plain form: crispy draws the fields, the page draws the tag and the buttons."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


class PortalForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.field_template = "_field.html"


class LineField(forms.CharField):
    """Text of one line, as a browser's input sends it; other senders' line breaks are spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).splitlines())


class TextField(forms.CharField):
    """Text of several lines. A line break counts as the one character that the writer sees."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def long_text(label: Any, *, rows: int = 5, limit: int = 5000, **options: Any) -> forms.CharField:
    """Return a text area with a bound on its length."""
    return TextField(
        label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **options
    )


def instant(label: Any, *, seconds: bool = False, **options: Any) -> forms.DateTimeField:
    """Return a date and time in the person's own zone."""
    attrs = {"type": "datetime-local"} | ({"step": "1"} if seconds else {})
    shape = "%Y-%m-%dT%H:%M:%S" if seconds else "%Y-%m-%dT%H:%M"
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs, format=shape), **options
    )
