"""Registering an agency."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from proposals.forms.base import LineField, PortalForm, long_text
from proposals.models.agency import Agency

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


class AgencyEditForm(AgencyForm):
    """The data of an agency as they are. What was left as it was shown isn't saved.

    So an old page doesn't undo what another administrator has changed since.
    """

    COLUMNS = ("name", "short_name", "country", "website", "address")

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        shown = {name: str(getattr(agency, name) or "") for name in self.COLUMNS}
        shown["country"] = shown["country"] or INTERNATIONAL
        super().__init__(*args, initial=shown, **kwargs)
        for name in self.COLUMNS:
            self.fields[name].show_hidden_initial = True

    def changed_columns(self) -> dict[str, str]:
        """Return the new values of the columns that the person has changed."""
        return {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.changed_data}
