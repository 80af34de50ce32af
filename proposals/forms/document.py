"""Uploading a document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm


class UploadForm(PortalForm):
    code = forms.ChoiceField(label=_("What it is"))
    # The action refuses an empty file, as it makes all checks of a file.
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"}),
        help_text=_("PDF, PNG, JPEG, DOCX or XLSX."),
    )
