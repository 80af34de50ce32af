"""Forms of a proposal's sections, made from the definitions in domain/section/."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from proposals.content.proposal import Content, choices
from proposals.content.section import as_stored
from proposals.domain.envelope import Budget
from proposals.domain.section.field import MAX_TEXT, TBD, Field, Input, Rows, Section
from proposals.forms.base import LineField, PortalForm, TextField
from proposals.forms.refusal import put_on


class FigureField(forms.DecimalField):
    """A decimal figure, or TBD. The cleaned value is the text that is stored."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if text.upper() == TBD:
            return TBD
        if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+", text):
            raise ValidationError(
                _("Write this figure without a comma: it could mean thousands, or decimals."),
                code="invalid",
            )
        text = text.replace(",", ".")
        if "E" in text.upper():
            raise ValidationError(
                _("Write the figure without an exponent, or TBD."), code="invalid"
            )
        return super().to_python(text)

    def validate(self, value: Any) -> None:
        if value != TBD:
            super().validate(value)

    def run_validators(self, value: Any) -> None:
        if value != TBD:
            super().run_validators(value)

    def clean(self, value: Any) -> str:
        figure = super().clean(value)
        if isinstance(figure, Decimal):
            return f"{(figure + 0).normalize():f}"  # adding 0 turns -0 into 0
        return str(figure or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").strip() != str(data or "").strip()


class SectionForm(PortalForm):
    """A section's fields. Saving a draft requires nothing; submitting does."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, content: Content, section: Section, lines: "Lines | None", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.lines = lines
        self.growth = content.rules.growth
        for field in section.fields:
            _fill_choices(self.fields[field.name], field, content)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        answers = self._answers_with_rows()
        budget = self.section.budget(answers, Budget(growth=self.growth))
        for refusal in self.section.contradictions(answers, budget):
            put_on(self, refusal)
        return data

    def _answers_with_rows(self) -> dict[str, Any]:
        """Return the answers with the table's rows, if these are well formed."""
        if self.section.rows is None or self.lines is None or not self.lines.is_valid():
            return self.cleaned_data
        rows = {self.section.rows.name: self.lines.answers()}
        return as_stored(self.section, self.cleaned_data | rows)

    def answers(self) -> dict[str, Any]:
        """Return the answers to store: text and lists, without empty ones."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "base" and value not in ("", None, [])
        }


class RowForm(forms.Form):
    """One line of a table. An empty line is ignored."""

    template_name = "section/row.html"

    def answers(self) -> dict[str, Any]:
        return {
            name: value if isinstance(value, int) else str(value)
            for name, value in self.cleaned_data.items()
            if name != "DELETE" and value not in ("", None)
        }


class Lines(BaseFormSet[RowForm]):
    @cached_property
    def _words(self) -> dict[str, tuple[str, list[tuple[Any, str]]]]:
        """Translate the label and the options of each field once, not for each row."""
        return {
            name: (
                str(field.label),
                [(v, str(label)) for v, label in getattr(field, "choices", ())],
            )
            for name, field in self.form.base_fields.items()
        }

    def add_fields(self, form: RowForm, index: int | None) -> None:
        """Give each field the label and the options that were translated once."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if name in self._words:
                field.label, options = self._words[name]
                if isinstance(field.widget, forms.Select):
                    field.widget.choices = options

    def answers(self) -> list[dict[str, Any]]:
        kept = (form for form in self.forms if not form.cleaned_data.get("DELETE"))
        return [form.answers() for form in kept if form.has_changed() or form.initial]


def section_form(
    section: Section, content: Content, *args: Any, lines: Lines | None = None, **kwargs: Any
) -> SectionForm:
    form = _form_class(section.code, section)
    return form(*args, content=content, section=section, lines=lines, **kwargs)


def rows_formset(rows: Rows, posted: Any, *, initial: list[dict[str, Any]]) -> Lines:
    formset: Lines = _formset_class(rows)(
        posted,
        initial=initial,
        prefix=rows.name,
        error_messages={
            "too_many_forms": gettext("%(count)s lines at most.") % {"count": rows.maximum},
            "missing_management_form": gettext(
                "Part of the form was lost on the way. Save it again."
            ),
        },
    )
    # The number of empty rows; JavaScript can add more.
    formset.extra = 1 if initial else 3
    return formset


@cache
def _form_class(code: str, section: Section) -> type[SectionForm]:
    fields = {field.name: _form_field(field) for field in section.fields}
    return type(f"{code.title()}Form", (SectionForm,), fields)


@cache
def _formset_class(rows: Rows) -> Any:
    fields = {field.name: _form_field(field, required=field.required) for field in rows.fields}
    row = type(f"{rows.name.title()}Row", (RowForm,), fields)
    return formset_factory(
        row,
        formset=Lines,
        can_delete=True,
        max_num=rows.maximum,
        absolute_max=rows.maximum + 10,
        validate_max=True,
    )


def _form_field(field: Field, *, required: bool = False) -> forms.Field:
    options: dict[str, Any] = {
        "label": _label(field),
        "help_text": _(field.help) if field.help else "",
        "required": required,
    }
    return _MAKERS[field.input](field, options)


def _label(field: Field) -> Any:
    if not field.unit:
        return _(field.label)
    return format_lazy("{}, {}", _(field.label), _(field.unit))


def _line(field: Field, options: dict[str, Any]) -> forms.Field:
    return LineField(max_length=field.max_length, **options)


def _text(field: Field, options: dict[str, Any]) -> forms.Field:
    attrs = {"rows": 8 if (field.max_words or 0) >= 300 else 4}
    validators = []
    if field.max_words:
        attrs["data-max-words"] = field.max_words
        validators = [MaxWords(field.max_words)]
    return TextField(
        max_length=MAX_TEXT, widget=forms.Textarea(attrs), validators=validators, **options
    )


def _email(field: Field, options: dict[str, Any]) -> forms.Field:
    return forms.EmailField(max_length=field.max_length, **options)


def _country(field: Field, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=_countries, **options)


def _countries() -> list[tuple[str, str]]:
    return [("", gettext("International, or not known")), *countries]


def _decimal(field: Field, options: dict[str, Any]) -> forms.Field:
    return FigureField(
        min_value=Decimal(field.minimum),
        max_value=Decimal(field.maximum),
        max_digits=12,
        decimal_places=field.places,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        **options,
    )


def _integer(field: Field, options: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(
        min_value=int(field.minimum),
        max_value=int(field.maximum),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        **options,
    )


def _choice(field: Field, options: dict[str, Any]) -> forms.Field:
    # This is a function, because Django would copy a list of choices for every row of a table.
    return forms.ChoiceField(choices=lambda: _options(field), **options)


def _many(field: Field, options: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_options(field)[1:], widget=forms.CheckboxSelectMultiple, **options
    )


_MAKERS = {
    Input.LINE: _line,
    Input.TEXT: _text,
    Input.EMAIL: _email,
    Input.COUNTRY: _country,
    Input.DECIMAL: _decimal,
    Input.INTEGER: _integer,
    Input.CHOICE: _choice,
    Input.CHOICES: _many,
}


def _options(field: Field) -> list[tuple[str, Any]]:
    return [("", _("Choose")), *((value, _(label)) for value, label in field.choices)]


def _fill_choices(form_field: forms.Field, field: Field, content: Content) -> None:
    """Give a field the choices of this call."""
    if not field.source or not isinstance(form_field, forms.ChoiceField):
        return
    options: list[tuple[str, Any]] = list(choices(field, content))
    form_field.choices = (
        [("", gettext("Choose")), *options] if field.input is Input.CHOICE else options
    )
    if not options:
        form_field.disabled = True


class MaxWords:
    """Refuse a text that has more words than the field allows."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, text: str) -> None:
        count = len(text.split())
        if count > self.limit:
            raise ValidationError(
                _("%(count)s words; %(limit)s are the most."),
                params={"count": count, "limit": self.limit},
            )


def initial(section: Section, data: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in section.fields}
    return {name: value for name, value in data.items() if name in names}
