"""The team of a proposal: the role of somebody who was invited, and who leads."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm
from proposals.forms.invitation import OF_PROPOSAL, role_choices
from proposals.models.account import User


class TeamMemberForm(PortalForm):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(OF_PROPOSAL)  # type: ignore[attr-defined]


class HandOverForm(PortalForm):
    to: Any = forms.ModelChoiceField(
        label=_("New lead proposer"),
        queryset=User.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Somebody who writes this proposal."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
