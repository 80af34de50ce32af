"""The form of a field that the office adds to a stage, and the rules for all of them together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from proposals.domain.asked_field import AskedRule, read_choices, require_sound, write_choices
from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PlainRowForm, long_text
from proposals.forms.call import CodedFormSet
from proposals.forms.refusal import put_on
from proposals.models.asked_field import AskedField


class AskedFieldForm(PlainRowForm):
    choices = long_text(
        _("Choices"),
        rows=4,
        required=False,
        help_text=_("One in each line, with the Chinese words after a bar: Yes | 是"),
    )
    after = forms.ChoiceField(
        label=_("Asked only after"),
        required=False,
        help_text=_("A choice of a question that comes before. Save that question first."),
    )

    class Meta:
        model = AskedField
        exclude: tuple[str, ...] = ()

    def __init__(self, *args: Any, before: Sequence[AskedRule] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"], self.initial["after"] = (
            self._stored("choices"),
            self._stored("after"),
        )
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", _("Always asked")),
            *(
                (f"{one.code}={choice.code}", f"{one.text} {choice.text}")
                for one in before
                if one.code != self.instance.code
                for choice in one.choices
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        row = self.instance
        row.after_field, _separator, row.after_choice = data.get("after", "").partition("=")
        try:
            choices = read_choices(data.get("choices", ""), known=row.choice_rows)
        except RuleBroken as refusal:
            put_on(self, refusal)
        else:
            data["choices"] = [vars(one) for one in choices]
        return data

    def _own_fields(self) -> set[str]:
        return super()._own_fields() | {"after"}

    def _stored(self, name: str) -> Any:
        """Return a stored value as the form shows it: choices in lines, a condition as one text."""
        row = self.instance
        if name == "choices":
            return write_choices(row.choice_rows)
        if name == "after":
            return f"{row.after_field}={row.after_choice}" if row.after_field else ""
        return super()._stored(name)


class AskedFieldFormSet(CodedFormSet):
    words = "text"

    @cached_property
    def _saved(self) -> list[AskedRule]:
        return [one.rule() for one in self.get_queryset()]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "before": self._saved}

    def clean(self) -> None:
        """Refuse a field that no team could answer, at its place."""
        super().clean()
        if any(self.errors):
            return
        before: list[AskedRule] = []
        for form in sorted(filter(self._stays, self.forms), key=lambda one: one.instance.position):
            rule = form.instance.rule()
            try:
                require_sound(rule, before=before)
            except RuleBroken as refusal:
                put_on(form, refusal)
            before.append(rule)

    def _stays(self, form: Any) -> bool:
        is_there = bool(form.instance.pk) or form.has_changed()
        return is_there and not self._should_delete_form(form)
