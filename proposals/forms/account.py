"""A person's settings: name, language and time zone."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import LineField, PortalForm


def _zones() -> list[tuple[str, str]]:
    regional = (
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(regional))]


class PreferencesForm(PortalForm):
    name = LineField(label=_("Your name"), max_length=150)
    time_zone = forms.ChoiceField(label=_("Your time zone"), choices=_zones)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) == 1:
            self.fields["language"].widget = forms.HiddenInput()
