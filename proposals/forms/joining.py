"""Asking an agency to join a proposal, and answering for it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from proposals.forms.base import LineField, PortalForm, long_text


class JoiningForm(PortalForm):
    name = LineField(
        label=_("Name of the agency"),
        max_length=200,
        help_text=_("As it is registered here: its name, its short name or another of its names."),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Any")), *countries],
        help_text=_("Needed only if agencies of several countries have this name."),
    )


class JoiningAnswerForm(PortalForm):
    reason = long_text(
        _("Reason"), rows=3, limit=500, required=False, help_text=_("If you decline. Optional.")
    )
