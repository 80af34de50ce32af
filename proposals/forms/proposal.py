"""Starting a proposal, and giving a reason."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import LineField, PortalForm, long_text
from proposals.models.agency import Agency


class StartForm(PortalForm):
    title = LineField(
        label=_("Working title"), max_length=200, help_text=_("You can change it until you submit.")
    )
    agency: Any = forms.ModelChoiceField(label=_("Lead agency"), queryset=Agency.objects.none())

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        if len(agencies) == 1:
            self.fields["agency"].initial = agencies[0]


class ReasonForm(PortalForm):
    reason = long_text(_("Reason"), rows=4, limit=2000)
