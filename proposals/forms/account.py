"""A person's settings: name, language and time zone."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import LineField, PortalForm
from proposals.forms.zone import ZoneField


class PreferencesForm(PortalForm):
    name = LineField(label=_("Your name"), max_length=150)
    time_zone = ZoneField()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, countries: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.put_first(zone=self.initial["time_zone"], countries=countries)
        if len(settings.LANGUAGES) == 1:
            self.fields["language"].widget = forms.HiddenInput()
