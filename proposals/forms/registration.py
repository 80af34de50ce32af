"""A letter that came by e-mail or diplomatic note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm, instant
from proposals.models.agency import Agency
from proposals.models.call import Call
from proposals.models.proposal import Proposal


class RegistrationForm(PortalForm):
    agency: Any = forms.ModelChoiceField(
        label=_("Lead agency"),
        queryset=Agency.objects.all(),
        help_text=_("Add the agency first if it isn't registered."),
    )
    channel = forms.ChoiceField(
        label=_("Came by"),
        choices=[one for one in Proposal.Channel.choices if one[0] != Proposal.Channel.PORTAL],
    )
    received_at = instant(_("Received"))
    title = forms.CharField(label=_("Title"), max_length=200)
    level = forms.ChoiceField(label=_("Level of cooperation"), required=False)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    scan = forms.FileField(label=_("Scan of the letter"), allow_empty_file=True)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(one.code, one.name) for one in call.levels.all()]
        offers = call.offers.named().to_partners()
        platforms = [(one.code, str(one)) for one in offers]
        self.fields["level"].choices = [("", _("Not said")), *levels]  # type: ignore[attr-defined]
        self.fields["platform"].choices = [("", _("None")), *platforms]  # type: ignore[attr-defined]
