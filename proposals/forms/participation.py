"""Linking organisations on proposals to registered agencies."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from proposals.forms.base import PortalForm
from proposals.forms.proposal import ReasonForm
from proposals.models.agency import Agency
from proposals.models.participation import AgencyLink, RevisionParticipation


def _named(organisation: RevisionParticipation) -> str:
    country = countries.name(organisation.country) if organisation.country else ""
    return f"{organisation.name} ({country})" if country else organisation.name


class OrganisationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return _named(obj)


class OrganisationChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        proposal = obj.revision.proposal
        return f"{_named(obj)}: {proposal.reference}, {obj.revision.title}"


class AgencyLinksForm(PortalForm):
    """The organisations that the officer who verifies an agency confirms to be this agency."""

    organisations = OrganisationChoices(
        label=_("It takes part in these proposals"),
        queryset=RevisionParticipation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They name it by name and country. Tick those where this agency is meant."),
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[RevisionParticipation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not organisations.exists():
            del self.fields["organisations"]
            return
        rows = organisations.select_related("revision__proposal")
        rows = rows.defer("revision__content", "revision__search")
        self.fields["organisations"].queryset = rows  # type: ignore[attr-defined]


class AgencyLinkForm(PortalForm):
    organisation = OrganisationChoice(
        label=_("Organisation"), queryset=RevisionParticipation.objects.none()
    )
    agency: Any = forms.ModelChoiceField(
        label=_("Registered agency"),
        queryset=Agency.objects.filter(state=Agency.State.VERIFIED),
        help_text=_("Only verified agencies are offered."),
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[RevisionParticipation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class AgencyUnlinkForm(ReasonForm):
    link: Any = forms.ModelChoiceField(label=_("Link"), queryset=AgencyLink.objects.none())

    field_order = ["link", "reason"]

    def __init__(self, *args: Any, links: QuerySet[AgencyLink], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"].queryset = links  # type: ignore[attr-defined]
