"""Drafting a decision, and scheduling another officer's."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from proposals.content.decision import last_entry
from proposals.forms.base import PortalForm, instant, long_text
from proposals.models.decision import Condition, Decision

LONGEST = Condition._meta.get_field("text").max_length or 0


class DecisionForm(PortalForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Decision.Outcome.choices)
    letter = long_text(_("Letter to the team"), rows=8, limit=10000)
    conditions = long_text(
        _("Conditions"),
        rows=3,
        required=False,
        help_text=_(
            "One a line; a due date may follow after a bar: “Show the vibration test | 2027-03-31”."
        ),
    )
    reason = long_text(_("Reason, for the office only"), rows=3, required=False)

    def __init__(self, *args: Any, outcomes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(value, label) for value, label in Decision.Outcome.choices if value in outcomes]
        # No outcome is chosen beforehand, so that nobody drafts the first one by mistake.
        self.fields["outcome"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]

    def clean_conditions(self) -> list[tuple[str, date | None]]:
        lines = self.cleaned_data["conditions"].splitlines()
        return [_condition(line) for line in lines if line.strip()]


def _condition(line: str) -> tuple[str, date | None]:
    text, bar, day = line.rpartition("|")
    if not bar:
        return _condition_text(line), None
    try:
        due = parse_date(day.strip())
    except ValueError:
        due = None
    if due is None:
        raise ValidationError(
            _("“%(day)s” isn't a date. Write year-month-day."), params={"day": day.strip()}
        )
    return _condition_text(text), due


def _condition_text(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise ValidationError(_("Write the condition before the bar."))
    if len(stripped) > LONGEST:
        raise ValidationError(
            _("A condition has %(limit)s characters at most; this one has %(count)s."),
            params={"limit": LONGEST, "count": len(stripped)},
        )
    return stripped


class LastEntryInput(forms.HiddenInput):
    """Names the history's last entry when the page is made, whatever an older page has sent."""

    def __init__(self) -> None:
        super().__init__()
        self.last = last_entry()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, self.last, attrs)


class ScheduleForm(PortalForm):
    release_at = instant(
        _("Not before"),
        required=False,
        also=_("Empty: as soon as the undo time is over."),
    )
    reason = long_text(_("Reason, for the office only"), rows=3, required=False)
    stands = forms.BooleanField(
        label=_("I have looked at what has happened since: the decision stands."), required=False
    )
    # What happens after the page was made isn't confirmed by its box.
    saw = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, asks_reason: bool = True, asks_confirmation: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]
        if asks_confirmation:
            self.fields["saw"].widget = LastEntryInput()
        else:
            del self.fields["stands"], self.fields["saw"]

    def clean_saw(self) -> int:
        return self.cleaned_data["saw"] or 0
