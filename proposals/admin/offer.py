"""One platform of a call, with the limits, periods and requirements that this call sets on it."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from proposals.admin.base.page import OfficeAdmin, OfficeInline
from proposals.forms.call import PeriodFormSet
from proposals.models.offer import Limit, Offer, Period, Requirement

# Django's inputs of text are so wide that the last columns would be out of sight.
SHORT: Any = {CharField: {"widget": TextInput({"size": 18})}}


class LimitInline(OfficeInline):
    model = Limit


class PeriodInline(OfficeInline):
    model = Period
    formset = PeriodFormSet
    exclude = ["code"]
    formfield_overrides = SHORT


class RequirementInline(OfficeInline):
    model = Requirement
    formfield_overrides = SHORT


@admin.register(Offer)
class OfferAdmin(OfficeAdmin):
    """The page of an offer. The call's page chooses the platforms and links to this page."""

    list_display = ["call", "platform", "code"]
    list_filter = ["call"]
    list_select_related = ["call", "platform__mission"]
    fields = ["call", "platform", "code"]
    readonly_fields = ["call", "platform", "code"]
    inlines = [LimitInline, PeriodInline, RequirementInline]

    def response_change(self, request: HttpRequest, obj: Offer) -> HttpResponse:
        if "_save" in request.POST:
            return redirect("admin:proposals_call_change", obj.call_id)
        return super().response_change(request, obj)
