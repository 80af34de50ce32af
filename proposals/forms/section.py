"""Forms of a proposal's sections, made from the definitions in domain/section/."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, cached_property
from types import MappingProxyType
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
from proposals.domain.refusal import RuleBroken
from proposals.domain.section.field import MAX_TEXT, TBD, Field, Input, Rows, Section
from proposals.forms.base import LineField, PortalForm, TextField
from proposals.forms.refusal import put_on, sentence


class FigureField(forms.DecimalField):
    """A decimal figure, or TBD. The cleaned value is the text that is stored."""

    widget = forms.TextInput

    def __init__(self, *, takes_tbd: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.takes_tbd = takes_tbd

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if text.upper() == TBD:
            if not self.takes_tbd:
                raise ValidationError(
                    _("Write a figure here, or leave it empty while you don't know it."),
                    code="invalid",
                )
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
        self,
        data: Any = None,
        *,
        content: Content,
        section: Section,
        saved: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.section = section
        self.growth = content.rules.growth
        # What was posted stands for itself: rows that a colleague saved meanwhile aren't its initial.
        initial = saved if data is None else {}
        self.tables = [
            rows_formset(table, data, initial=initial.get(table.name) or [])
            for table in section.tables
        ]
        for field in section.fields:
            _fill_choices(self.fields[field.name], field, content)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(lines.is_valid() for lines in self.tables)])

    @property
    def has_errors(self) -> bool:
        tables = (lines.is_bound and lines.total_error_count() for lines in self.tables)
        return bool(self.errors) or any(tables)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        rows = {lines.table.name: lines.answers() for lines in self.tables if lines.is_valid()}
        answers = as_stored(self.section, self.cleaned_data | rows)
        budget = self.section.budget(answers, Budget(growth=self.growth))
        for refusal in self.section.contradictions(answers, budget):
            self._put(refusal)
        return data

    def _put(self, refusal: RuleBroken) -> None:
        """Show a refusal at its field. A field of a row is named by table, row and field."""
        table, _, place = (refusal.field or "").partition("-")
        for lines in self.tables:
            if place and lines.table.name == table:
                number, _, name = place.partition("-")
                lines.kept[int(number)].add_error(name, sentence(refusal))
                return
        put_on(self, refusal)

    def answers(self) -> dict[str, Any]:
        """Return the answers to store: text, lists and rows, without empty ones."""
        rows = {lines.table.name: lines.answers() for lines in self.tables}
        return {
            name: value
            for name, value in (self.cleaned_data | rows).items()
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
    table: Rows

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

    @property
    def kept(self) -> list[RowForm]:
        """Return the rows that were filled in and not removed."""
        return [
            form
            for form in self.forms
            if not form.cleaned_data.get("DELETE") and (form.has_changed() or form.initial)
        ]

    def answers(self) -> list[dict[str, Any]]:
        return [form.answers() for form in self.kept]


def section_form(
    section: Section,
    content: Content,
    data: Any = None,
    *,
    saved: Mapping[str, Any] = MappingProxyType({}),
    **kwargs: Any,
) -> SectionForm:
    """Return the form of a section with its tables, whose saved rows are in `saved`."""
    form = _form_class(section.code, section)
    return form(data, content=content, section=section, saved=saved, **kwargs)


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
    formset.table = rows
    # The number of empty rows; JavaScript can add more.
    formset.extra = 1 if initial or rows.is_rare else 3
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
        takes_tbd=field.takes_tbd,
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
