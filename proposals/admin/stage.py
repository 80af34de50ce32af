"""The stages of a call: officers write them in a draft, on a page of their own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from proposals.admin.base.page import OfficeAdmin, OfficeInline
from proposals.forms.asked_field import AskedFieldForm, AskedFieldFormSet
from proposals.forms.call import StageForm
from proposals.models.asked_field import AskedField
from proposals.models.call import Call, Criterion, RequiredDocument, Stage
from proposals.pages.call import section_titles


class CriterionInline(OfficeInline):
    model = Criterion


class RequiredDocumentInline(OfficeInline):
    model = RequiredDocument


class AskedFieldInline(OfficeInline):
    model = AskedField
    form = AskedFieldForm
    formset = AskedFieldFormSet
    fields = [
        "position", "kind", "text", "text_zh", "help", "help_zh", "unit", "choices", "required", "after",
    ]  # fmt: skip
    # A table would leave no room for the texts.
    template = "admin/edit_inline/stacked.html"


@admin.register(Stage)
class StageAdmin(OfficeAdmin):
    form = StageForm
    list_display = ["call", "number", "kind", "opens_at", "closes_at"]
    list_filter = ["call"]
    list_select_related = ["call"]
    inlines = [CriterionInline, RequiredDocumentInline, AskedFieldInline]

    def get_fields(self, request: HttpRequest, obj: Stage | None = None) -> list[Any]:
        """Return the fields; a stage that is read only names its sections instead of their codes."""
        names = super().get_fields(request, obj)
        is_closed = self.is_closed(request, obj)
        return ["titles" if is_closed and one == "sections" else one for one in names]

    @admin.display(description=_("sections"))
    def titles(self, obj: Stage) -> str:
        return ", ".join(section_titles(obj))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "call":
            kwargs["queryset"] = Call.objects.filter(state=Call.State.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_change(self, request: HttpRequest, obj: Stage) -> HttpResponse:
        if "_save" in request.POST:
            return redirect("admin:proposals_call_change", obj.call_id)
        return super().response_change(request, obj)

    def response_add(
        self, request: HttpRequest, obj: Stage, post_url_continue: str | None = None
    ) -> HttpResponse:
        if "_save" in request.POST:
            return redirect("admin:proposals_call_change", obj.call_id)
        return super().response_add(request, obj, post_url_continue)
