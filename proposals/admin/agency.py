"""Agencies: registered by partners, verified here."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.access.agency import possible_members
from proposals.access.policy import Right, policy_for
from proposals.actions import agency as actions
from proposals.admin.base.act import Act
from proposals.admin.base.page import OfficeAdmin, OfficeInline
from proposals.forms.proposal import ReasonForm
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.request import person, received_at

_ASKED = ("name", "short_name", "other_names", "country", "website", "address")


class MembershipInline(OfficeInline):
    model = Membership
    autocomplete_fields = ["user"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take no officer who makes themselves a member."""
        if db_field.name == "user":
            kwargs["queryset"] = possible_members(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Agency)
class AgencyAdmin(OfficeAdmin):
    list_display = ["name", "country", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["name", "short_name"]
    fields = [*_ASKED, "state", "state_reason"]
    readonly_fields = ["state", "state_reason"]
    inlines = [MembershipInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        if change:
            actions.change(obj, by=person(request), at=received_at(request))
            return
        asked = {name: form.cleaned_data[name] for name in _ASKED}
        new = actions.register(by=person(request), at=received_at(request), **asked)
        obj.pk = new.pk
        obj.refresh_from_db()

    def acts(self, request: HttpRequest, obj: Agency) -> list[Act]:
        if not policy_for(Agency).may(person(request), Right.CHANGE, obj):
            return []
        verify = Act("verify", _("Verify"), _verify, _verified, style="primary")
        reject = Act("reject", _("Reject"), _reject, _rejected, ReasonForm, style="danger")
        return [
            act for act, state in ((verify, "verified"), (reject, "rejected")) if obj.state != state
        ]


def _verify(agency: Agency, data: dict[str, Any], by: User, at: datetime) -> Agency:
    return actions.judge(agency, verified=True, by=by, at=at)


def _verified(agency: Agency) -> str:
    return gettext("%(agency)s is verified. Its members get a mail.") % {"agency": agency}


def _reject(agency: Agency, data: dict[str, Any], by: User, at: datetime) -> Agency:
    return actions.judge(agency, verified=False, reason=data["reason"], by=by, at=at)


def _rejected(agency: Agency) -> str:
    return gettext("%(agency)s is rejected. Its members get a mail with the reason.") % {
        "agency": agency
    }
