"""Assigning reviewers, and writing a review."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.scoring.total import HIGHEST, LOWEST
from proposals.forms.base import LineField, PortalForm, instant, long_text
from proposals.models.account import User
from proposals.models.review import Conflict, Review

MEANINGS = {
    0: _("0: fails"),
    1: _("1: poor"),
    2: _("2: fair"),
    3: _("3: good"),
    4: _("4: very good"),
    5: _("5: excellent"),
}


class ReviewerChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    # The proposals with which a person is in conflict, by the person's key.
    conflicts: Mapping[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        if not (proposals := self.conflicts.get(obj.pk)):
            return str(obj)
        return gettext("%(name)s: conflict of interest with %(proposals)s") % {
            "name": obj,
            "proposals": proposals,
        }


class AssignForm(PortalForm):
    reviewers: Any = ReviewerChoices(
        label=_("Reviewers"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    due_at = instant(_("Due"))

    def __init__(
        self, *args: Any, reviewers: QuerySet[User], conflicts: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["reviewers"]
        choices.queryset, choices.conflicts = reviewers, conflicts


class DueForm(PortalForm):
    """When the reviews of a draft are due."""

    due_at = instant(_("Due"))


class DeclineReviewForm(PortalForm):
    """Why a reviewer can't review: a choice, and words for anything else."""

    WHY = [("time", _("No time before the due date")), ("field", _("Not my field"))]

    why = forms.ChoiceField(label=_("Why"), choices=WHY, widget=forms.RadioSelect, required=False)
    words = LineField(label=_("In other words"), max_length=500, required=False)


def decline_reason(data: Mapping[str, Any]) -> str:
    """Return the reason in words; it is empty if none is given."""
    words = dict(DeclineReviewForm.WHY).get(data["why"], "")
    return ". ".join(filter(None, (str(words), data["words"])))


class ConflictForm(PortalForm):
    reason = long_text(_("What the conflict is"), rows=3, limit=1000)


class FoundConflictForm(ConflictForm):
    reviewer: Any = forms.ModelChoiceField(
        label=_("Reviewer or panel member"), queryset=User.objects.none()
    )

    leaves_out = forms.BooleanField(
        label=_("Keep this person's finished reviews of the proposal out of the scores"),
        required=False,
        help_text=_("Otherwise they are marked, and count. You can change this later."),
    )

    field_order = ["reviewer", "reason", "leaves_out"]

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]


class WaiveForm(PortalForm):
    conflict: Any = forms.ModelChoiceField(
        label=_("Conflict"), queryset=Conflict.objects.none(), empty_label=None
    )
    reason = long_text(_("Why it doesn't count"), rows=3, limit=1000)

    def __init__(self, *args: Any, conflicts: QuerySet[Conflict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conflict"].queryset = conflicts  # type: ignore[attr-defined]
        self.fields["conflict"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.reviewer}: {one.reason}"
        )


class ReviewForm(PortalForm):
    """A score and a comment for each criterion. Saving requires neither."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=[("", _("Choose")), *Review.Recommendation.choices],
        required=False,
    )
    summary = long_text(
        _("Summary"),
        limit=10000,
        required=False,
        help_text=_(
            "Read by the office, the panel and the other reviewers once they have finished."
        ),
    )
    confidential = long_text(_("For the office only"), rows=3, limit=10000, required=False)

    def __init__(self, *args: Any, criteria: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        scale = [("", _("no score yet")), *((n, MEANINGS[n]) for n in range(LOWEST, HIGHEST + 1))]
        for criterion in criteria:
            self.fields[f"score_{criterion.pk}"] = forms.TypedChoiceField(
                label=_("Score"),
                choices=scale,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"comment_{criterion.pk}"] = long_text(_("Comment"), rows=2, required=False)

    def rows(self) -> Iterator[tuple[Any, BoundField, BoundField]]:
        """Yield each criterion with its two inputs."""
        for one in self.criteria:
            yield one, self[f"score_{one.pk}"], self[f"comment_{one.pk}"]

    def scores(self) -> dict[int, int | None]:
        return {one.pk: self.cleaned_data[f"score_{one.pk}"] for one in self.criteria}

    def comments(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"comment_{one.pk}"] for one in self.criteria}


def review_initial(review: Review) -> Mapping[str, Any]:
    values: dict[str, Any] = {
        "base": review.version,
        "recommendation": review.recommendation,
        "summary": review.summary,
        "confidential": review.confidential,
    }
    for score in review.scores.all():
        values[f"score_{score.criterion_id}"] = score.value
        values[f"comment_{score.criterion_id}"] = score.comment
    return values
