"""Inviting somebody by mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm
from proposals.models.invitation import Invitation

Role = Invitation.Role

# What each role means for the person who gets it.
MEANINGS = {
    Role.ADMINISTRATOR: _("Manages the people of the agency, writes, submits and withdraws."),
    Role.PROPOSER: _("Starts proposals, writes all those of the agency, and submits their own."),
    Role.OBSERVER: _("Reads all proposals of the agency, and writes none."),
    Role.EDIT: _("Writes this proposal, and sees nothing else of the agency. Can't submit it."),
    Role.READ: _("Reads this proposal, and sees nothing else of the agency."),
}
OF_AGENCY = (Role.PROPOSER, Role.OBSERVER, Role.ADMINISTRATOR)
OF_PROPOSAL = (Role.EDIT, Role.READ)


def role_choices(roles: tuple[Invitation.Role, ...]) -> list[tuple[str, Any]]:
    """Return the roles with what they mean, as a person chooses among them."""
    return [(role.value, f"{role.label}: {MEANINGS[role]}") for role in roles]


class InvitationForm(PortalForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The person gets a link there. They need no account yet."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, roles: tuple[Invitation.Role, ...] = OF_AGENCY, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]
        self.fields["role"].initial = roles[0].value
