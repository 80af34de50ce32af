"""The checklist of a screening, filled for a proposal, and written as a list of points."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from proposals.domain.screening import NO, YES, PointAnswer, PointGiven
from proposals.forms.base import LineField, PortalForm, long_text
from proposals.models.screening import CheckPoint, Screening

ANSWERS = [(YES, _("Yes")), (NO, _("No"))]
NEW_POINTS = 5


class ScreeningForm(PortalForm):
    """An answer and a note for each point, the labels, a private note, and the reason for a "no"."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    labels = LineField(
        label=_("Labels"),
        required=False,
        help_text=_("Separated by commas. Only the office sees them."),
    )
    note = long_text(
        _("New private note"), rows=2, required=False, help_text=_("Only the office reads it.")
    )
    reason = long_text(
        _("Why it isn't eligible"),
        rows=2,
        limit=5000,
        required=False,
        help_text=_("The team reads it. If it is empty, it is made of the points that say no."),
    )

    def __init__(self, *args: Any, points: Sequence[CheckPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            self.fields[f"answer_{point.pk}"] = forms.ChoiceField(
                label=point.text, choices=ANSWERS, widget=forms.RadioSelect, required=False
            )
            self.fields[f"note_{point.pk}"] = LineField(
                label=_("Note"),
                max_length=500,
                required=False,
                widget=forms.TextInput({"placeholder": _("Note")}),
            )

    def rows(self) -> Iterator[tuple[CheckPoint, BoundField, BoundField]]:
        """Yield each point with its two inputs."""
        for point in self.points:
            yield point, self[f"answer_{point.pk}"], self[f"note_{point.pk}"]

    def answers(self) -> dict[int, PointAnswer]:
        data = self.cleaned_data
        return {
            one.pk: PointAnswer(data[f"answer_{one.pk}"], data[f"note_{one.pk}"])
            for one in self.points
        }

    def label_names(self) -> list[str]:
        return str(self.cleaned_data["labels"]).split(",")


def screening_initial(screening: Screening | None, labels: Sequence[str]) -> dict[str, Any]:
    """Return what the form shows of what was saved."""
    found: dict[str, Any] = {
        "base": screening.version if screening else 0,
        "labels": ", ".join(labels),
    }
    for key, one in (screening.answers if screening else {}).items():
        found[f"answer_{key}"], found[f"note_{key}"] = one["answer"], one["note"]
    return found


class PointForm(PortalForm):
    """A point of the checklist. One without a text is none."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LineField(label=_("Point"), max_length=300, required=False)
    help = LineField(label=_("How to check it"), max_length=500, required=False)
    decides = forms.BooleanField(label=_("“No” makes a proposal ineligible"), required=False)


PointFormSet = forms.formset_factory(PointForm, extra=NEW_POINTS, max_num=60, validate_max=True)


def points_initial(points: Sequence[CheckPoint]) -> list[dict[str, Any]]:
    return [
        {"key": one.pk, "text": one.text, "help": one.help, "decides": one.decides}
        for one in points
    ]


def points_given(formset: Any) -> list[PointGiven]:
    """Return the points that were written, in their order."""
    rows = [one.cleaned_data for one in formset if one.cleaned_data.get("text")]
    return [PointGiven(row["key"], row["text"], row["help"], row["decides"]) for row in rows]
