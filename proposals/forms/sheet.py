"""Rows from a file, or pasted."""

from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.sheet.text import MAX_BYTES
from proposals.forms.base import PortalForm
from proposals.forms.refusal import sentence

MB = 1024 * 1024


class Way(StrEnum):
    ADD = "add"
    REPLACE = "replace"


class SheetForm(PortalForm):
    """Takes a file, or text that was copied in a spreadsheet program."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    way = forms.ChoiceField(
        label=_("What to do with the rows"),
        choices=[
            (Way.ADD, _("Add them to the rows that are there")),
            (Way.REPLACE, _("Replace the rows that are there")),
        ],
        initial=Way.ADD,
        required=False,  # without it, nothing that is there is lost
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=_("CSV or XLSX, at most 2 MB. Of a workbook, the first sheet is read."),
    )
    text = forms.CharField(
        label=_("Rows, copied in a spreadsheet program"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "wrap": "off", "spellcheck": "false"}),
        help_text=_(
            "Instead of a file. With the line of the names above them, or without it: then the columns are taken in the order of the table."
        ),
    )
    field_order = ("file", "text", "way")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        has_text, has_file = bool(data.get("text", "").strip()), bool(data.get("file"))
        if has_text and has_file:
            self.refuse("file", RuleBroken(Refusal.TWO_SHEETS))
        elif not has_text and not has_file and not self.errors:
            self.refuse("file", RuleBroken(Refusal.NO_SHEET))
        return data

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text.encode()) > MAX_BYTES:
            raise forms.ValidationError(
                sentence(RuleBroken(Refusal.SHEET_TOO_LARGE, limit=MAX_BYTES // MB))
            )
        return text

    @property
    def replaces(self) -> bool:
        return bool(self.cleaned_data["way"] == Way.REPLACE)

    @property
    def source(self) -> str:
        """Return the name of the field that has the rows."""
        return "file" if self.cleaned_data.get("file") else "text"

    def refuse(self, field: str, refusal: RuleBroken) -> None:
        self.add_error(field, sentence(refusal))
