"""Starting a proposal, submitting it, giving a reason, and the day of a signature."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from proposals.content.proposal import Content
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
            self.initial["agency"] = agencies[0]


class ReasonForm(PortalForm):
    reason = long_text(_("Reason"), rows=4, limit=2000)


LOST = _("Part of the form was lost on the way. Read the page below, then submit again.")


def _hidden(pattern: str, *, longest: int) -> forms.RegexField:
    return forms.RegexField(
        pattern,
        required=False,
        max_length=longest,
        widget=forms.HiddenInput,
        error_messages={"invalid": LOST, "max_length": LOST},
    )


class SubmitForm(forms.Form):
    """The section versions and files that the page showed, which are about to be submitted.

    It names the revision that was current on that page, too, so that nothing is replaced which the
    person hasn't seen. If the form names nothing, as in a request of a script, the latest content
    is submitted.
    """

    saw = _hidden(r"^\w+:\d{1,9}(,\w+:\d{1,9})*$", longest=2_000)
    saw_documents = _hidden(r"^\d{1,18}(,\d{1,18})*$", longest=20_000)
    saw_revision = _hidden(r"^\d{1,9}$", longest=9)

    def clean_saw(self) -> dict[str, int] | None:
        """Return version numbers by section code; None for the latest versions."""
        pairs = (part.split(":") for part in self.cleaned_data["saw"].split(",") if part)
        return {code: int(number) for code, number in pairs} or None

    def clean_saw_documents(self) -> list[int] | None:
        """Return the ids of files; None for the files of the working copy."""
        if "saw_documents" not in self.data:
            return None
        return [int(part) for part in self.cleaned_data["saw_documents"].split(",") if part]

    def clean_saw_revision(self) -> int | None:
        """Return the number of the revision, 0 for none; None if the form names nothing at all."""
        number: str = self.cleaned_data["saw_revision"]
        if not number and any(self.data.get(name) for name in self.fields):
            raise ValidationError(LOST)
        return int(number) if number else None


def seen(content: Content) -> dict[str, str]:
    """Return the hidden values with which a page names the content that it shows."""
    versions = sorted(content.versions.items())
    current = content.proposal.current_revision
    return {
        "saw": ",".join(f"{code}:{version.number}" for code, version in versions),
        "saw_documents": ",".join(str(document.pk) for document in content.documents),
        "saw_revision": str(current.number if current else 0),
    }


class SignForm(PortalForm):
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
