"""People: officers read the accounts, the superuser manages them."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from proposals.access.person import (
    is_officer,
    is_partner,
    manages_accounts,
    require_one_view,
)
from proposals.actions import account
from proposals.admin.base.act import Act
from proposals.admin.base.page import OfficeAdmin
from proposals.domain.refusal import RuleBroken
from proposals.domain.verb import Verb
from proposals.forms.base import PlainRowForm
from proposals.forms.proposal import ReasonForm
from proposals.forms.refusal import put_on
from proposals.models.account import User
from proposals.request import person, received_at


class PersonForm(UserChangeForm, PlainRowForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        try:
            require_one_view(group.name for group in self.cleaned_data.get("groups", ()))
        except RuleBroken as refusal:
            put_on(self, refusal)
        return data


@admin.register(User)
class PersonAdmin(OfficeAdmin, UserAdmin):  # type: ignore[type-arg]
    form = PersonForm
    add_form = AdminUserCreationForm
    change_form_template = "admin/office_form.html"
    list_display = ["email", "name", "organisation", "is_staff", "is_active"]
    list_filter = ["groups", "is_staff", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "email",
                    "password",
                    "name",
                    "organisation",
                    "country",
                    "language",
                    "time_zone",
                ]
            },
        ),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["email", "name", "usable_password", "password1", "password2"],
            },
        )
    ]

    def acts(self, request: HttpRequest, obj: User) -> list[Act]:
        return self._acts_of_officer(person(request), obj) + self._acts_of_superuser(
            person(request), obj
        )

    def _acts_of_superuser(self, by: User, obj: User) -> list[Act]:
        is_other = manages_accounts(by) and by.pk != obj.pk
        if not is_other or not Authenticator.objects.filter(user=obj).exists():
            return []
        return [REMOVE_FACTOR]

    def _acts_of_officer(self, by: User, obj: User) -> list[Act]:
        if not is_officer(by) or not is_partner(obj):
            return []
        address = EmailAddress.objects.filter(user=obj, email=obj.email.lower(), verified=True)
        if address.exists():
            return [_send_link_act(LINK_TO_PASSWORD, obj)]
        return [_confirm_act(obj), _send_link_act(LINK_TO_CONFIRM, obj)]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.email = obj.email.lower()  # as allauth writes it
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            account.replace_address(obj, old=form.initial["email"])

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  # as Django names it
        form_url: str = "",
    ) -> HttpResponse:
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Write to the history that a password was set; other changes are written when saved."""
        match = request.resolver_match
        if match and match.url_name == "auth_user_password_change":
            by, at = person(request), received_at(request)
            account.record_password(obj, Verb.SET_PASSWORD, by=by, at=at)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["email", "name", "organisation", "country", "is_active", "groups"]})
        ]


LINK_TO_PASSWORD = _(
    "A mail to %(address)s brings a link to a new password. Nobody in the office sees the link."
)
LINK_TO_CONFIRM = _(
    "A mail to %(address)s brings a link that confirms the address. Nobody in the office sees the link."
)
CONFIRM = _(
    "%(address)s then counts as confirmed, as if the person had followed the link in our mail. Be sure that it is theirs: who reads its mail can set a new password."
)


def _confirm_act(user: User) -> Act:
    label, intro = _("Confirm the address"), CONFIRM % {"address": user.email}
    return Act("confirm-address", label, _confirm_address, _confirmed, ReasonForm, intro=intro)


def _send_link_act(sentence: StrOrPromise, user: User) -> Act:
    label, intro = _("Send a link anew"), sentence % {"address": user.email}
    return Act("send-link", label, _send_link, _link_sent, ReasonForm, intro=intro)


def _confirm_address(user: User, data: dict[str, Any], by: User, at: datetime) -> User:
    return account.confirm_address(user, reason=data["reason"], by=by, at=at)


def _confirmed(user: User) -> str:
    return gettext("%(address)s is confirmed.") % {"address": user.email}


def _send_link(user: User, data: dict[str, Any], by: User, at: datetime) -> User:
    return account.send_link(user, reason=data["reason"], by=by, at=at)


def _link_sent(user: User) -> str:
    return gettext("A link is on its way to %(address)s.") % {"address": user.email}


def _remove_factor(user: User, data: dict[str, Any], by: User, at: datetime) -> User:
    return account.remove_factor(user, reason=data["reason"], by=by, at=at)


def _factor_removed(user: User) -> str:
    return gettext("The second factor of %(address)s is removed.") % {"address": user.email}


REMOVE_FACTOR = Act(
    "remove-factor",
    _("Remove the second factor"),
    _remove_factor,
    _factor_removed,
    ReasonForm,
    style="danger",
    intro=_(
        "For somebody who has lost the phone and the recovery codes. Be sure that you know who asks: "
        "call the person, under a number that you had before."
    ),
)
