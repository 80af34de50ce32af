"""Agencies: registered by partners, verified here."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
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
from proposals.content.agency import line, naming, similar
from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PlainRowForm
from proposals.forms.participation import AgencyLinksForm
from proposals.forms.proposal import ReasonForm
from proposals.forms.refusal import put_on
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.participation import RevisionParticipation
from proposals.request import person, received_at

_ASKED = ("name", "short_name", "other_names", "country", "website", "address")


class MembershipInline(OfficeInline):
    model = Membership
    autocomplete_fields = ["user"]
    readonly_fields = ["is_signatory"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take no officer who makes themselves a member."""
        if db_field.name == "user":
            kwargs["queryset"] = possible_members(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AgencyOfficeForm(PlainRowForm):
    is_another = forms.BooleanField(
        label=_("Another agency"),
        required=False,
        help_text=_("Tick this if a similar name is pointed out, and this is another agency."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if set(actions.NAMING) & set(self.changed_data) and not self.errors:
            try:
                actions.require_new(
                    data["name"],
                    data["short_name"],
                    country=data["country"],
                    is_another=data["is_another"],
                    besides=self.instance.pk or 0,
                )
            except RuleBroken as refusal:
                put_on(self, refusal)
        return data


@admin.register(Agency)
class AgencyAdmin(OfficeAdmin):
    form = AgencyOfficeForm
    list_display = ["name", "country", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["name", "short_name"]
    readonly_fields = ["state", "state_reason"]
    inlines = [MembershipInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[Any]:
        """Return the columns, and the question about similar names where they can be changed."""
        right = Right.CHANGE if obj else Right.ADD
        writes = policy_for(Agency).may(person(request), right, obj)
        return [*_ASKED, *(["is_another"] if writes else []), "state", "state_reason"]

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        by, at, is_another = person(request), received_at(request), form.cleaned_data["is_another"]
        if change:
            actions.change(obj, by=by, at=at, is_another=is_another)
            return
        asked = {name: form.cleaned_data[name] for name in _ASKED}
        new = actions.register(by=by, at=at, is_another=is_another, **asked)
        obj.pk = new.pk
        obj.refresh_from_db()

    def row_line(self, row: Agency) -> str:
        """Return name, country and website, by which an officer judges an agency."""
        return " · ".join(filter(None, [line([row]), row.website]))

    def acts(self, request: HttpRequest, obj: Agency) -> list[Act]:
        user = person(request)
        if not policy_for(Agency).may(user, Right.CHANGE, obj):
            return []
        seen = policy_for(RevisionParticipation).rows(user).values("pk")
        links = partial(AgencyLinksForm, organisations=naming(obj).filter(pk__in=seen))
        verify = Act(
            "verify",
            _("Verify"),
            _verify,
            _verified,
            links,
            "primary",
            intro=_(
                "Its proposals can then be reviewed, and its members get a mail. Compare name, country and website with what you know of the agency."
            ),
            warn=_alike,
        )
        reject = Act("reject", _("Reject"), _reject, _rejected, ReasonForm, "danger")
        return [
            act for act, state in ((verify, "verified"), (reject, "rejected")) if obj.state != state
        ]


def _alike(agencies: Sequence[Agency]) -> dict[int, list[str]]:
    """Return a sentence about the other agencies that each one could be taken for."""
    text = gettext("Agencies of a similar name: %(names)s.")
    return {
        one.pk: [text % {"names": line(found)}]
        for one in agencies
        if (found := similar(one.name, one.short_name, besides=one.pk))
    }


def _verify(agency: Agency, data: dict[str, Any], by: User, at: datetime) -> Agency:
    return actions.judge(agency, verified=True, links=data.get("organisations", ()), by=by, at=at)


def _verified(agency: Agency) -> str:
    return gettext("%(agency)s is verified. Its members get a mail.") % {"agency": agency}


def _reject(agency: Agency, data: dict[str, Any], by: User, at: datetime) -> Agency:
    return actions.judge(agency, verified=False, reason=data["reason"], by=by, at=at)


def _rejected(agency: Agency) -> str:
    return gettext("%(agency)s is rejected. Its members get a mail with the reason.") % {
        "agency": agency
    }
