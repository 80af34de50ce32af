"""Signing off the content that the page showed."""

from django import forms

from proposals.forms.base import PortalForm
from proposals.forms.proposal import LOST


class SignOffForm(PortalForm):
    """The SHA-256 of the content on the page, and the agency for which a person approves it."""

    sha256 = forms.RegexField(
        r"^[0-9a-f]{64}$",
        widget=forms.HiddenInput,
        error_messages={"invalid": LOST, "required": LOST},
    )
    agency = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
