"""One button for many rows: confirm once, then each row by itself with its own answer."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin, helpers
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from proposals.admin.base.act import Act
from proposals.domain.refusal import RuleBroken
from proposals.forms.refusal import sentence
from proposals.request import person, received_at

BulkAction = Callable[[Any, HttpRequest, QuerySet[Any]], TemplateResponse]


def bulk(act: Act) -> BulkAction:
    """Make an admin action of a button: it asks what the button asks, once for all rows."""

    def run(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> TemplateResponse:
        confirmed = "confirmed" in request.POST
        form = act.form(request.POST if confirmed else None)
        if confirmed and form.is_valid():
            return _results(modeladmin, request, queryset, act, form.cleaned_data)
        context = {
            **_context(modeladmin, request, act),
            "form": form,
            "back": reverse(f"admin:proposals_{modeladmin.opts.model_name}_changelist"),
            "rows": queryset,
            "action": f"bulk_{act.name}",
            "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/bulk.html", context)

    run.__name__ = f"bulk_{act.name}"
    return run


def _results(
    modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any], act: Act, data: dict[str, Any]
) -> TemplateResponse:
    results: list[tuple[Any, str]] = []
    for row in queryset:
        refused = ""
        try:
            act.run(row, data, person(request), received_at(request))
        except RuleBroken as refusal:
            refused = sentence(refusal)
        results.append((row, refused))
    done = sum(1 for _, refused in results if not refused)
    context = {**_context(modeladmin, request, act), "results": results, "done": done}
    return TemplateResponse(request, "admin/bulk_results.html", context)


def _context(modeladmin: ModelAdmin[Any], request: HttpRequest, act: Act) -> dict[str, Any]:
    return {
        **modeladmin.admin_site.each_context(request),
        "opts": modeladmin.model._meta,
        "title": str(act.label),
        "act": act,
    }
