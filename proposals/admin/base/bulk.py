"""One button for many rows: confirmed once, then each row, or part of it, in its own transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import helpers
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from proposals.admin.base.act import Act
from proposals.admin.base.desk import DeskPage
from proposals.domain.refusal import RuleBroken
from proposals.forms.refusal import sentence
from proposals.request import person, received_at

BulkAction = Callable[[Any, HttpRequest, QuerySet[Any]], TemplateResponse]


@dataclass(frozen=True)
class BulkResult:
    """The result of one row, or of one part of it: the message of the act, or the sentence of the refusal."""

    row: Model
    url: str
    sentence: str
    is_done: bool


def bulk(act: Act) -> BulkAction:
    """Turn a button into an action of Django's lists."""

    def run(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> TemplateResponse:
        page = DeskPage(admin=modeladmin, request=request, title=str(act.label))
        return bulk_page(page, act, list(queryset))

    run.__name__ = f"bulk_{act.name}"
    return run


def bulk_page(page: DeskPage, act: Act, rows: Sequence[Model]) -> TemplateResponse:
    """Show the button's form once for all rows; after it is sent, act on each row."""
    request = page.request
    confirmed = "confirmed" in request.POST
    form = act.form_for(rows)(request.POST if confirmed else None)
    if confirmed and form.is_valid():
        return _results(page, act, rows, form)
    warnings = act.warn(rows)
    return page.show(
        "admin/bulk.html",
        status=422 if form.errors else 200,
        act=act,
        form=form,
        rows=[
            (row.pk, page.admin.row_line(row), warnings.get(row.pk, ()))  # type: ignore[attr-defined]
            for row in rows
        ],
        action=f"bulk_{act.name}",
        checkbox_name=helpers.ACTION_CHECKBOX_NAME,
    )


def _results(page: DeskPage, act: Act, rows: Sequence[Model], form: forms.Form) -> TemplateResponse:
    parts = act.split(form.cleaned_data)
    results = [_result(page, act, row, part) for row in rows for part in parts]
    done = sum(1 for one in results if one.is_done)
    return page.show("admin/bulk_results.html", act=act, results=results, done=done)


def _result(page: DeskPage, act: Act, row: Model, data: dict[str, Any]) -> BulkResult:
    request, url = page.request, page.row_url(row)
    try:
        found = act.run(row, data, person(request), received_at(request))
    except RuleBroken as refusal:
        return BulkResult(row, url, sentence(refusal), is_done=False)
    return BulkResult(row, url, act.done(found), is_done=True)
