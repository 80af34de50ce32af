"""Registering an agency."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from proposals.forms.base import LineField, PortalForm, long_text

INTERNATIONAL = "-"


def _countries() -> list[tuple[str, str]]:
    return [
        ("", gettext("Choose")),
        (INTERNATIONAL, gettext("International organisation")),
        *countries,
    ]


class AgencyForm(PortalForm):
    name = LineField(
        label=_("Name of the agency"), max_length=200, help_text=_("As it signs agreements.")
    )
    short_name = LineField(label=_("Short name"), max_length=30, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=_countries)
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(
            {"inputmode": "url"}
        ),  # the browser's check would refuse an address without https://
    )
    address = long_text(_("Postal address"), rows=3, limit=1000, required=False)
    is_another = forms.BooleanField(
        label=_("It is another agency than those of a similar name"), required=False
    )

    def drop_question(self) -> None:
        """Take the last input away, because no agency of a similar name was pointed out."""
        del self.fields["is_another"]

    def clean_country(self) -> str:
        """Return the country's code; an international organisation has none."""
        country: str = self.cleaned_data["country"]
        return "" if country == INTERNATIONAL else country
