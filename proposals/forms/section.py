"""Forms of a proposal's sections, made from the definitions in domain/section/.

They draw the inputs and read what was typed. What is wrong with it, domain/section/ says: a working
copy takes every text.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.choices import normalize_choices
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from proposals.content.proposal import Content, choices
from proposals.domain import measure
from proposals.domain.canonical import canonical, sha256
from proposals.domain.section.field import Field, Input, Inputs, Rows, Section, ToMend
from proposals.domain.section.inputs import KEY
from proposals.domain.section.merge import Path, parts_of
from proposals.domain.section.row_act import RowAct, acted
from proposals.domain.section.value import storable
from proposals.domain.translation import Sentence
from proposals.forms.base import PortalForm
from proposals.forms.refusal import sentence

PAGE = re.compile(r"[0-9a-f]{16}")
# So many words are little for a text, or much.
SHORT, LONG = 60, 300
# A line of so few characters needs little room, and a figure of more digits than these needs more.
NARROW, WIDE = 20, 7
# So many answers of a row stand in its summary.
SUMMED_UP = 7
ROW_KEY = re.compile(r"[0-9a-z]{1,12}")


class TypedField(forms.CharField):
    """A field that takes every text. `asked` is what the section asks for."""

    def __init__(self, *, asked: Field, options: Any = (), **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)
        self.asked = asked
        self.heading, self.prose = translated(asked.heading), translated(asked.prose)
        self.unit = translated(asked.unit)
        self.is_asked = asked.required
        self.options = normalize_choices(options)
        if isinstance(self.widget, forms.Select | forms.CheckboxSelectMultiple):
            self.widget.choices = self.options

    def to_python(self, value: Any) -> Any:
        return value

    def run_validators(self, value: Any) -> None:
        """Take every text; domain/section/ says what is wrong with it."""


class SectionForm(PortalForm):
    """A section's inputs as they were typed, each with what is wrong with it."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    page = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        inputs: Inputs,
        *,
        section: Section,
        content: Content,
        base: int,
        problems: Iterable[ToMend] = (),
    ) -> None:
        named = {"base": str(base), "page": secrets.token_hex(8)}
        super().__init__(named | {one.name: inputs[one.name] for one in section.fields})
        self.section = section
        self.tables = [rows_formset(table, inputs[table.name], content) for table in section.tables]
        for field in section.fields:
            _fill_choices(self.fields[field.name], field, content, inputs[field.name])
        self._echo(section, inputs)
        self.to_mend = list(problems)
        for one in self.to_mend:
            self._put(one)

    def _echo(self, section: Section, inputs: Inputs) -> None:
        """Say beside a figure how it was read, where it was written in another way."""
        for field in section.fields:
            if echo := _echo(field, inputs[field.name]):
                self.fields[field.name].help_text = echo
        for lines in self.tables:
            for row, typed in zip(lines.forms, inputs[lines.table.name], strict=False):
                for field in lines.table.fields:
                    if echo := _echo(field, typed[field.name]):
                        row.fields[field.name].help_text = echo

    def _put(self, problem: ToMend) -> None:
        """Show a problem at its input."""
        text = sentence(problem.refusal)
        if problem.field in self.fields:
            self.add_error(problem.field, text)
        for lines in self.tables:
            lines.put(problem.field, text)


class RowForm(forms.Form):
    """One line of a table. An empty line is ignored."""

    template_name = "section/row.html"
    is_rare = False
    acts: Sequence[tuple[str, str]] = ()
    acts_label = ""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def address(self) -> str:
        """Name the row by its table and key, as its buttons do; "" without a key."""
        table = str(self.prefix).rpartition("-")[0]
        key = self.data.get(self.add_prefix(KEY))
        return f"{table}-{key}" if key else ""

    @property
    def opens(self) -> bool:
        """Tell whether a phone shows more than the summary: to mend a row, or to write the first."""
        place = str(self.prefix).rpartition("-")[2]
        is_first = place == "__prefix__" or (place == "0" and not self.is_rare)
        return bool(self.errors) or (self._is_blank and is_first)

    @property
    def _is_blank(self) -> bool:
        return not any(self.data.get(self.add_prefix(name)) for name in self.fields if name != KEY)

    @property
    def summary(self) -> tuple[str, str]:
        """Return the first answer of the row, and some others in one line, as a person reads them."""
        parts = [text for one in self.visible_fields() if (text := _shown(one))]
        first, *others = parts[:SUMMED_UP] or [gettext("New row")]
        return first, " · ".join(others)


class Lines(BaseFormSet[RowForm]):
    table: Rows
    # The options of the fields whose choices are those of the call or of the proposal.
    of_content: Mapping[str, list[tuple[str, str]]] = MappingProxyType({})

    @cached_property
    def _words(self) -> dict[str, tuple[str, list[tuple[Any, str]]]]:
        """Translate the label and the options of each field once, not for each row."""
        return {
            name: (
                str(field.label),
                self.of_content.get(name)
                or [(v, str(label)) for v, label in getattr(field, "options", ())],
            )
            for name, field in self.form.base_fields.items()
        }

    @cached_property
    def _acts(self) -> list[tuple[str, str]]:
        return [(act.code, gettext(act.value)) for act in RowAct]

    @cached_property
    def _acts_label(self) -> str:
        return gettext("Move, copy or remove")

    @cached_property
    def _remove(self) -> str:
        return gettext("Remove")

    def add_fields(self, form: RowForm, index: int | None) -> None:
        """Give each field the label and the options that were translated once."""
        super().add_fields(form, index)
        form.is_rare = self.table.is_rare
        form.acts = self._acts
        form.acts_label = self._acts_label
        form.fields["DELETE"].label = self._remove
        for name, field in form.fields.items():
            if name in self._words:
                field.label, options = self._words[name]
                if isinstance(field.widget, forms.Select | forms.CheckboxSelectMultiple):
                    typed = form.data.get(form.add_prefix(name))
                    field.widget.choices = _with_typed(options, typed) if typed else options

    @property
    def cached_as(self) -> str:
        """Name what is drawn alike in all requests: the head, and an empty row."""
        options = canonical(dict(self.of_content)) if self.of_content else ""
        return f"{self.prefix}-{sha256(options)}" if options else str(self.prefix)

    def put(self, name: str, text: str) -> None:
        """Show a problem at a cell of the table, or above the table, if it is this table's."""
        table, _, rest = name.partition("-")
        place, _, field = rest.partition("-")
        if table == self.table.name and place:
            self.forms[int(place)].add_error(field, text)
        elif table == self.table.name:
            self.non_form_errors().append(text)


def read_inputs(section: Section, posted: MultiValueDict[str, str]) -> dict[str, Any]:
    """Return what was typed. What the request doesn't have, as after a break, is left out."""
    found: dict[str, Any] = {
        one.name: _read(one, posted, one.name)
        for one in section.fields
        if one.name in posted or one.input is Input.CHOICES
    }
    for table in section.tables:
        total = posted.get(f"{table.name}-TOTAL_FORMS", "")
        if total.isdecimal() and len(total) < 6:
            found[table.name] = _read_rows(table, posted, int(total))
    return found


def _read_rows(table: Rows, posted: MultiValueDict[str, str], total: int) -> list[dict[str, Any]]:
    rows = []
    for place in range(total):
        prefix = f"{table.name}-{place}"
        if f"{prefix}-{table.fields[0].name}" not in posted or f"{prefix}-DELETE" in posted:
            continue
        key = posted.get(f"{prefix}-{KEY}", "")
        cells = {one.name: _read(one, posted, f"{prefix}-{one.name}") for one in table.fields}
        rows.append({KEY: key if ROW_KEY.fullmatch(key) else "", **cells})
    return rows


def _read(field: Field, posted: MultiValueDict[str, str], name: str) -> Any:
    if field.input is Input.CHOICES:
        return [storable(one) for one in posted.getlist(name)]
    text = storable(posted.get(name, "")).replace("\r\n", "\n")
    return text if field.input is Input.TEXT else " ".join(text.splitlines())


def read_choices(posted: MultiValueDict[str, str], inputs: dict[str, Any]) -> set[Path]:
    """Carry out what was chosen where two texts clash; return the inputs of which none was chosen.

    Theirs is what the page was made from: so an input for which it was chosen counts as untouched.
    """
    undecided = set()
    for path in posted.getlist("clash"):
        choice = posted.get(f"keep-{path}")
        if choice == "theirs":
            _leave_out(inputs, path)
        elif choice != "mine":
            undecided.add(path)
    return undecided


def read_row_act(section: Section, posted: MultiValueDict[str, str], inputs: dict[str, Any]) -> str:
    """Do what a row's button says. Return the row where the page goes on, "" without such a button."""
    table, _table, rest = posted.get("row", "").partition("-")
    key, _key, code = rest.partition("-")
    acts = {act.code: act for act in RowAct}
    if code not in acts or table not in {one.name for one in section.tables} & inputs.keys():
        return ""
    new = new_key()
    inputs[table] = acted(inputs[table], key, acts[code], new_key=new)
    return f"{table}-{new if acts[code] is RowAct.COPY else key}"


def _leave_out(inputs: dict[str, Any], path: Path) -> None:
    table, key, name = parts_of(path)
    if not key:
        inputs.pop(path, None)
    for row in inputs.get(table, []) if key else []:
        if row[KEY] == key:
            row.pop(name, None)


def read_page(posted: MultiValueDict[str, str]) -> str:
    """Return the name of the page that sends this, "" if it has none."""
    page = posted.get("page", "")
    return page if PAGE.fullmatch(page) else ""


def read_base(posted: MultiValueDict[str, str]) -> int:
    """Return the number of the version that the page showed, 0 if there was none."""
    base = posted.get("base", "")
    return int(base) if base.isdecimal() and len(base) < 10 else 0


def new_key() -> str:
    """Return a key for a new row, which no row of anybody else has."""
    return secrets.token_hex(4)


def rows_formset(rows: Rows, inputs: Sequence[Mapping[str, Any]], content: Content) -> Lines:
    """Return the rows of a table with some empty ones; JavaScript can add more."""
    extra = 1 if inputs or rows.is_rare or rows.is_card else 3
    filled = [*inputs, *({KEY: new_key()} for _ in range(extra))]
    data = {
        f"{rows.name}-TOTAL_FORMS": str(len(filled)),
        f"{rows.name}-INITIAL_FORMS": "0",
        f"{rows.name}-MAX_NUM_FORMS": str(rows.maximum),
    }
    for place, row in enumerate(filled):
        data |= {f"{rows.name}-{place}-{name}": value for name, value in row.items()}
    formset: Lines = _formset_class(rows)(data, prefix=rows.name)
    formset.table = rows
    formset.of_content = {one.name: _of_content(one, content) for one in rows.fields if one.source}
    formset.is_valid()
    return formset


@lru_cache(maxsize=256)
def _form_class(section: Section) -> type[SectionForm]:
    fields = {field.name: _form_field(field) for field in section.fields}
    return type(f"{section.code.title()}Form", (SectionForm,), fields)


def section_form(section: Section, inputs: Inputs, **kwargs: Any) -> SectionForm:
    """Return the form of a section with its tables, as it was typed."""
    return _form_class(section)(inputs, section=section, **kwargs)


@cache
def _formset_class(rows: Rows) -> Any:
    fields = {field.name: _form_field(field) for field in rows.fields}
    row = type(f"{rows.name.title()}Row", (RowForm,), fields)
    return formset_factory(
        row, formset=Lines, can_delete=True, max_num=rows.maximum, absolute_max=100_000
    )


def _form_field(field: Field) -> forms.Field:
    return _MAKERS[field.input](
        field,
        {
            "label": _label(field),
            "help_text": translated(field.help),
            "asked": field,
        },
    )


def _label(field: Field) -> Any:
    if not field.unit:
        return translated(field.label)
    return format_lazy("{}, {}", translated(field.label), _(field.unit))


def translated(text: str) -> Any:
    """Translate a sentence of the domain; the call's own words are shown as they are."""
    return _(text) if isinstance(text, Sentence) else text


def _line(field: Field, options: dict[str, Any]) -> forms.Field:
    attrs = {"size": str(field.max_length)} if field.max_length <= NARROW else {}
    return TypedField(widget=forms.TextInput(attrs), **options)


def _text(field: Field, options: dict[str, Any]) -> forms.Field:
    attrs: dict[str, Any] = {"rows": _lines(field.max_words or 0)}
    if field.max_words:
        attrs["data-max-words"] = field.max_words
    return TypedField(widget=forms.Textarea(attrs), **options)


def _lines(words: int) -> int:
    return 2 if 0 < words <= SHORT else 8 if words >= LONG else 4


def _date(field: Field, options: dict[str, Any]) -> forms.Field:
    attrs = {"placeholder": "2027-03-31", "autocomplete": "off", "size": "11"}
    return TypedField(widget=forms.TextInput(attrs), **options)


def _email(field: Field, options: dict[str, Any]) -> forms.Field:
    return TypedField(widget=forms.EmailInput, **options)


def _code(field: Field, options: dict[str, Any]) -> forms.Field:
    attrs = {"placeholder": _EXAMPLES[field.input], "autocomplete": "off", "spellcheck": "false"}
    return TypedField(widget=forms.TextInput(attrs), **options)


def _country(field: Field, options: dict[str, Any]) -> forms.Field:
    return TypedField(widget=forms.Select, options=_countries, **options)


def _countries() -> list[tuple[str, str]]:
    return [("", gettext("International, or not known")), *countries]


def _figure(field: Field, options: dict[str, Any]) -> forms.Field:
    mode = "decimal" if field.input is Input.DECIMAL else "numeric"
    attrs = {"inputmode": mode, "autocomplete": "off"}
    if len(field.maximum) > WIDE:
        attrs["size"] = str(len(field.maximum))
    return TypedField(widget=forms.TextInput(attrs), **options)


def _choice(field: Field, options: dict[str, Any]) -> forms.Field:
    return TypedField(widget=forms.Select, options=_options(field), **options)


def _many(field: Field, options: dict[str, Any]) -> forms.Field:
    return TypedField(widget=forms.CheckboxSelectMultiple, options=_options(field)[1:], **options)


_EXAMPLES = {
    Input.ORCID: "0000-0002-1825-0097",
    Input.ROR: "https://ror.org/03yrm5c26",
    Input.CURRENCY: "EUR",
}
_MAKERS = {
    Input.LINE: _line,
    Input.TEXT: _text,
    Input.EMAIL: _email,
    Input.ORCID: _code,
    Input.ROR: _code,
    Input.COUNTRY: _country,
    Input.CURRENCY: _code,
    Input.DECIMAL: _figure,
    Input.INTEGER: _figure,
    Input.DATE: _date,
    Input.CHOICE: _choice,
    Input.CHOICES: _many,
}


def _options(field: Field) -> list[tuple[str, Any]]:
    return [("", _("Choose")), *((value, _(label)) for value, label in field.choices)]


def _fill_choices(form_field: Any, field: Field, content: Content, typed: Any) -> None:
    """Give a field the choices of this call, and what was typed beside them."""
    if field.source:
        form_field.widget.choices = _of_content(field, content)
        form_field.disabled = not form_field.widget.choices
    if typed and field.input in (Input.CHOICE, Input.CHOICES) and not form_field.disabled:
        form_field.widget.choices = _with_typed(form_field.widget.choices, typed)


def _with_typed(options: Iterable[tuple[Any, Any]], typed: Any) -> list[tuple[Any, Any]]:
    """Add what was typed, for instance into a spreadsheet, and can't be chosen: it stays as it is."""
    found = list(options)
    known = {str(code) for code, _ in found}
    others = typed if isinstance(typed, list) else [typed]
    return [*found, *((one, one) for one in others if str(one) not in known)]


def _of_content(field: Field, content: Content) -> list[tuple[str, str]]:
    """Return the options of a field whose choices are those of the call or of the proposal."""
    options = choices(field, content)
    is_one = field.input is Input.CHOICE and options
    return [("", gettext("Choose")), *options] if is_one else options


def _echo(field: Field, typed: Any) -> str:
    """Return how a figure was read, "" if it was written just so."""
    if field.input is not Input.DECIMAL:
        return ""
    figure = measure.read(typed, field.unit).value
    shown = measure.shown(figure, field.unit) if figure is not None else ""
    return f"= {shown}" if shown and typed not in (shown, f"{figure:f}") else ""


def _shown(field: forms.BoundField) -> str:
    given = field.value() or ""
    options = dict(getattr(field.field.widget, "choices", ()))
    chosen = given if isinstance(given, list) else [given]
    shown = ", ".join(str(options.get(one, one)) for one in chosen if one)
    unit = getattr(field.field, "unit", "")
    return f"{shown}\u00a0{unit}" if unit and shown[-1:].isdigit() else shown
