"""A stage's form, the amendment of a published call, and the announcement of what it selected."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.code import code_for
from proposals.domain.section.catalogue import SECTIONS
from proposals.forms.base import PlainRowForm, PortalForm, instant, long_text
from proposals.models.asked_field import AskedField
from proposals.models.call import Call, Stage
from proposals.models.mission import Platform
from proposals.models.offer import Limit, Period, Requirement
from proposals.models.proposal import Proposal

BaseCodedFormSet: Any = BaseInlineFormSet
_SIDES = {"minimum": _("from"), "maximum": _("to")}
BaseSelectionField: Any = forms.ModelMultipleChoiceField


class CallForm(PlainRowForm):
    platforms = forms.ModelMultipleChoiceField(
        label=_("Platforms"),
        queryset=Platform.objects.select_related("mission"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Call
        exclude: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            offered = self.instance.offers.values_list("platform", flat=True)
            self.fields["platforms"].initial = list(offered)

    def _own_fields(self) -> set[str]:
        """Add the platforms, which are rows of their own: an old page doesn't take one back."""
        return super()._own_fields() | {"platforms"}

    def _stored(self, name: str) -> Any:
        if name == "platforms":
            return Platform.objects.filter(offers__call=self.instance)
        return super()._stored(name)

    def clean_prefix(self) -> str:
        """Refuse a prefix that would break the addresses of proposals, which begin with it."""
        prefix: str = self.cleaned_data["prefix"]
        if not re.fullmatch(r"[A-Za-z0-9-]+", prefix):
            raise ValidationError(_("Use letters without accents, digits and hyphens only."))
        return prefix


class CodedFormSet(BaseCodedFormSet):
    """Rows with a code that answers hold. The code of a new row is made from its words."""

    words: ClassVar[str]

    def clean(self) -> None:
        super().clean()
        taken = {form.instance.code for form in self.forms}
        for form in self.forms:
            row = form.instance
            if not row.code and form.has_changed() and self.words in form.cleaned_data:
                words = getattr(row, self.words)
                otherwise = getattr(row, "kind", "") or str(row._meta.model_name)
                row.code = code_for(words, taken=taken, otherwise=otherwise)
                taken.add(row.code)


class TopicFormSet(CodedFormSet):
    words = "text"


class PeriodFormSet(CodedFormSet):
    words = "name"


class ClauseFormSet(CodedFormSet):
    words = "title"


class StageForm(PlainRowForm):
    opens_at = instant(_("Opens"), seconds=True)
    closes_at = instant(
        _("Closes"),
        seconds=True,
        also=_("The last instant that is taken."),
    )
    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        choices=[(code, _(section.title)) for code, section in SECTIONS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Stage
        exclude: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("A stage closes after it opens."))
        return data


class SelectionField(BaseSelectionField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference} {obj.title_for_office} ({obj.office_label})"


class AnnounceForm(PortalForm):
    """The selections that wait for their announcement. All are ticked at first."""

    proposals: Any = SelectionField(
        label=_("Projects"),
        queryset=Proposal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, waiting: QuerySet[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = waiting.select_related("current_revision").defer(
            "current_revision__content", "current_revision__search"
        )
        self.fields["proposals"].queryset = shown  # type: ignore[attr-defined]
        self.fields["proposals"].initial = shown


STALE = _(
    "Another officer has changed this meanwhile, to %(now)s. Send the form again to replace it with your own value."
)


# A row of a call, one of its columns, and the field in which an amendment may change the column.
Amendable = tuple[models.Model, str, forms.Field]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if not isinstance(value, datetime):
        return str(value)
    return f"{date_format(value.astimezone(UTC), 'j M Y, H:i:s')} UTC"


class AmendForm(PortalForm):
    """The values of a published call that may change, and the text that explains the change."""

    text = long_text(_("What changes, and why"), rows=5)

    def __init__(self, *args: Any, values: Iterable[Amendable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets: dict[str, tuple[models.Model, str]] = {}
        for row, name, field in values:
            key = f"{row._meta.model_name}_{row.pk}_{name}"
            self.targets[key] = (row, name)
            field.initial = getattr(row, name)
            # New values are compared with those that the page showed, so that an old page doesn't undo the
            # change of another officer.
            field.show_hidden_initial = True
            self.fields[key] = field

    def clean(self) -> dict[str, Any]:
        """Add the changed values, by row and column, as `changed`."""
        data = super().clean() or self.cleaned_data
        found: dict[models.Model, dict[str, Any]] = {}
        for key, (row, name) in self.targets.items():
            if key in self.changed_data and key in data and data[key] != getattr(row, name):
                found.setdefault(row, {})[name] = data[key]
                self._require_shown(key)
        data["changed"] = found
        return data

    def _require_shown(self, key: str) -> None:
        """Refuse once to replace a value that the page didn't show; then the page shows it."""
        hidden, now = self.add_initial_prefix(key), self[key].initial
        if not self.fields[key].has_changed(now, self.data.get(hidden)):
            return
        self.data = {**self.data.dict(), hidden: self.fields[key].prepare_value(now)}  # type: ignore[attr-defined]
        self.add_error(key, STALE % {"now": _in_words(now)})


def dates_and_limits(call: Call) -> Iterator[Amendable]:
    """Yield the summary of a call, its stages' times and wanted reviews, and its limits."""
    yield call, "summary", long_text(_("Summary"), rows=4, limit=3000, required=False)
    for stage in call.stages.all():
        for name, label in (("opens_at", _("opens")), ("closes_at", _("closes"))):
            yield stage, name, instant(format_lazy("{}: {}", str(stage), label), seconds=True)
        label = format_lazy("{}: {}", str(stage), _("reviews wanted"))
        yield stage, "reviews_wanted", forms.IntegerField(label=label, min_value=0, max_value=20)
        label = format_lazy("{}: {}", str(stage), _("agencies sign off the content"))
        yield stage, "asks_signoff", forms.BooleanField(label=label, required=False)
    for limit in Limit.objects.filter(offer__call=call).select_related("offer__platform__mission"):
        yield from _sides(limit)


def _sides(limit: Limit) -> Iterator[Amendable]:
    """Yield the sides of a limit that were published."""
    name = format_lazy("{}, {}", str(limit.offer), str(limit))
    lowest = None if limit.quantity == Limit.Quantity.TEMPERATURE else 0
    published = [side for side in ("minimum", "maximum") if getattr(limit, side) is not None]
    for side in published:
        label = name if len(published) == 1 else format_lazy("{}, {}", name, _SIDES[side])
        yield (
            limit,
            side,
            forms.DecimalField(
                label=label, max_digits=12, decimal_places=3, min_value=lowest, required=False
            ),
        )


def periods_and_requirements(call: Call) -> Iterator[Amendable]:
    """Yield the figures of each period, published or not, and the text of each requirement."""
    names = "offer__platform__mission"
    for period in Period.objects.filter(offer__call=call).select_related(names):
        for name in ("hours", "energy_wh", "keep_alive_w", "passes", "mbit_per_pass"):
            yield period, name, _column(period, name, f"{period.offer}, {period}")
    for requirement in Requirement.objects.filter(offer__call=call).select_related(names):
        yield (
            requirement,
            "text",
            _column(requirement, "text", f"{requirement.offer}, {requirement}"),
        )


def terms(call: Call) -> Iterator[Amendable]:
    """Yield the language that prevails, and the title and text of each clause in both languages."""
    yield call, "prevailing_language", _column(call, "prevailing_language", str(_("Terms")))
    for clause in call.clauses.all():
        for name in ("title", "text", "title_zh", "text_zh"):
            yield clause, name, _column(clause, name, clause.title)


def questions_to_teams(call: Call) -> Iterator[Amendable]:
    """Yield the words and the help of each field that the office added to a stage."""
    for field in AskedField.objects.filter(stage__call=call):
        for name in ("text", "text_zh", "help", "help_zh"):
            yield field, name, _column(field, name, field.text)


def _column(row: models.Model, name: str, of: str) -> forms.Field:
    """Return the field of a column, with the rules that the model has for it."""
    column: Any = row._meta.get_field(name)
    least = {"min_value": 0} if isinstance(column, models.DecimalField) else {}
    field: forms.Field = column.formfield(
        label=format_lazy("{}: {}", of, column.verbose_name), **least
    )
    return field
