"""The portal's plain form: crispy draws the fields, the page draws the tag and the buttons."""

from datetime import datetime, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Near the ends of the calendar, another time zone has no such time.
YEARS = range(2000, 2200)


class PortalForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False  # _error_summary.html says them


class PlainRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of a row that changes only the fields that the person changed.

    The page sends what it had shown beside what was typed. A field that was left as it was shown keeps
    what the database has now, so that an old page doesn't undo the change of another officer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in self._own_fields():
                self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk:
            for name in self._own_fields() & data.keys() - set(self.changed_data):
                data[name] = self._stored(name)
        return data

    def _own_fields(self) -> set[str]:
        """Return the names of the fields that are columns or links of the row."""
        meta = self.instance._meta
        names = {one.name for one in (*meta.concrete_fields, *meta.many_to_many)}
        return {name for name in names & self.fields.keys() if not self.fields[name].disabled}

    def _stored(self, name: str) -> Any:
        value = getattr(self.instance, name)
        return value.all() if self.instance._meta.get_field(name).many_to_many else value


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


def _twice(local: datetime) -> list[datetime]:
    """Return the two instants of a local time that comes twice in the person's zone, or nothing."""
    zone = timezone.get_current_timezone()
    both = [local.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    before, after = (one.utcoffset() or timedelta(0) for one in both)
    return both if before > after else []


class InstantInput(forms.DateTimeInput):
    """A browser's input of date and time; of text if the time needs an offset to be clear."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        try:
            shown = parse_datetime(context["widget"]["value"] or "")
        except ValueError:
            shown = None
        if shown and (timezone.is_aware(shown) or _twice(shown)):
            context["widget"]["type"] = "text"
        return context


class InstantField(forms.DateTimeField):
    """Date and time in the person's zone. A time that comes twice there has an offset with it."""

    default_error_messages = {
        "twice": _(
            "This time comes twice in %(zone)s, where the clocks are set back. Write which you mean: %(first)s or %(second)s."
        ),
        "never": _("There is no such time in %(zone)s: the clocks are set forward."),
        "year": _("Write a year between %(first)s and %(last)s."),
    }

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            local = timezone.localtime(value)
            if _twice(local):
                return local.isoformat()
        return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        try:
            at = super().to_python(value)
        except ValidationError as error:
            params = error.params or {}
            if error.code == "ambiguous_timezone":
                raise self._unclear(params["datetime"]) from None
            raise
        if at and at.year not in YEARS:
            known = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(self.error_messages["year"], "year", known)
        return at

    def _unclear(self, local: datetime) -> ValidationError:
        zone = timezone.get_current_timezone_name()
        if not (instants := _twice(local)):
            return ValidationError(self.error_messages["never"], "never", {"zone": zone})
        first, second = (one.isoformat() for one in instants)
        params = {"zone": zone, "first": first, "second": second}
        return ValidationError(self.error_messages["twice"], "twice", params)


def _own_zone() -> str:
    zone = timezone.get_current_timezone_name()
    return gettext("In your time zone, %(zone)s.") % {"zone": zone}


OWN_ZONE = lazy(_own_zone, str)()


def instant(label: Any, *, seconds: bool = False, also: Any = "", **options: Any) -> InstantField:
    """Return a field for date and time. Its help names the person's time zone, and adds `also`."""
    options["help_text"] = format_lazy("{} {}", OWN_ZONE, also) if also else OWN_ZONE
    attrs = {"type": "datetime-local"} | ({"step": "1"} if seconds else {})
    shape = "%Y-%m-%dT%H:%M:%S" if seconds else "%Y-%m-%dT%H:%M"
    return InstantField(label=label, widget=InstantInput(attrs, format=shape), **options)
