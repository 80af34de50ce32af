"""Uploading a document."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.document.kind import ENDINGS, KINDS
from proposals.domain.document.marking import LABELS, Control, Marking
from proposals.forms.base import LineField, PortalForm

MB = 1024 * 1024
Options = Sequence[tuple[str, str]]


def _kinds() -> str:
    *most, last = (kind.name for kind in KINDS)
    limit = settings.DOCUMENT_MAX_BYTES // MB
    return gettext("%(kinds)s or %(last)s, at most %(limit)s MB for each file.") % {
        "kinds": ", ".join(most),
        "last": last,
        "limit": limit,
    }


KINDS_AND_LIMIT = lazy(_kinds, str)()
ACCEPT = ",".join(ENDINGS)


class MarkingForm(PortalForm):
    """What a file is, and what its uploader declares about export control."""

    code = forms.ChoiceField(
        label=_("What it is"), error_messages={"required": _("Say what this file is.")}
    )
    control = forms.ChoiceField(
        label=_("Export control"),
        choices=[(one.value, LABELS[one]) for one in Control],
        widget=forms.RadioSelect,
        required=False,  # the marking itself says what it lacks
    )
    classification = LineField(
        label=_("Classification"),
        max_length=80,
        required=False,
        help_text=_("Of a controlled file, for instance 9A515.a or ML11."),
    )
    licence = LineField(
        label=_("Licence number"),
        max_length=80,
        required=False,
        help_text=_("Or the exception under which the controlled file may be sent."),
    )
    replaces = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("Choose")), *options]  # type: ignore[attr-defined]


class UploadForm(MarkingForm):
    # The action refuses an empty file, as it makes all checks of a file.
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput({"accept": ACCEPT}),
        help_text=KINDS_AND_LIMIT,
        error_messages={"required": _("Choose a file.")},
    )
    may_be_sent = forms.BooleanField(
        label=_("I confirm that this file may be sent to the host."), required=False
    )
    field_order = ("code", "file")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self.marking = Marking(
            data.get("control", ""),
            data.get("classification", ""),
            data.get("licence", ""),
            may_be_sent=data.get("may_be_sent", False),
        )
        for field, refusal in self.marking.problems().items():
            if field not in self.errors:
                self.add_error(field, gettext(refusal.value))
        return data
