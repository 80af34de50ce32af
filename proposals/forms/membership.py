"""Members of an agency: their roles, and requests to join."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import LineField, PortalForm, long_text
from proposals.forms.invitation import OF_AGENCY, role_choices


class MembershipForm(PortalForm):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    is_signatory = forms.BooleanField(
        label=_("May bind the agency"),
        required=False,
        help_text=_(
            "Signs for the agency: where a call asks for it, this person approves what is submitted. The office sees who it is."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(OF_AGENCY)  # type: ignore[attr-defined]


class FindAgencyForm(PortalForm):
    name = LineField(
        label=_("Name of the agency"),
        max_length=200,
        help_text=_("Its full or its short name, as it is registered."),
    )


class JoinForm(PortalForm):
    """A request to join the agency that was found by the name."""

    name = LineField(max_length=200, widget=forms.HiddenInput)
    agency = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = long_text(
        _("Message to its administrator"),
        rows=3,
        limit=500,
        required=False,
        help_text=_("Say who you are, so that they know you."),
    )


class AnswerForm(PortalForm):
    """The answer to a request: a role, or no."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(OF_AGENCY)  # type: ignore[attr-defined]
        self.fields["role"].initial = OF_AGENCY[0].value


class DeclineForm(PortalForm):
    reason = long_text(_("Reason"), rows=2, limit=500, required=False)
