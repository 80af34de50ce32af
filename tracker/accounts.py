"""The account adapter: names at sign-up, history of accounts, and mail through the outbox."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.mail import get_connection
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from proposals.access.person import has_desk, is_partner
from proposals.actions import account, message
from proposals.domain.verb import Verb
from proposals.forms.base import LineField
from proposals.forms.zone import UTC, ZoneField
from proposals.models.account import User
from proposals.request import person, received_at
from tracker.browsers import known_browser, remember
from tracker.parked import is_waited_for


class SignupForm(BaseSignupForm):
    name = LineField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = ZoneField(required=False, initial=UTC)
    field_order = ["name", "email", "password1", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            zone: Any = self.fields["time_zone"]
            zone.choose_by_browser()

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Hash the password for a known address too, so that the time gives no account away."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved

    def save(self, request: HttpRequest) -> User | None:
        user: User | None = super().save(request)
        if user:
            data = self.cleaned_data
            account.introduce(user, name=data["name"], time_zone=data["time_zone"] or UTC)
        return user


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send people of the office to its first page, and everybody else to the start page."""
        if has_desk(person(request)):
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def set_password(self, user: User, password: str) -> None:
        match = self.request.resolver_match
        by_link = match and match.url_name == "account_reset_password_from_key"
        verb = Verb.RESET_PASSWORD if by_link else Verb.CHANGE_PASSWORD
        with transaction.atomic():
            super().set_password(user, password)
            account.record_password(user, verb, by=user, at=received_at(self.request))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm the address of an account, or the one to which it changes, if it is free."""
        user, address = email_address.user, email_address.email
        if User.objects.filter(email__iexact=address).exclude(pk=user.pk).exists():
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": address})
            return False
        is_own = address == user.email.lower()
        with transaction.atomic():
            is_confirmed: bool = super().confirm_email(request, email_address)
            if is_confirmed and is_own:
                account.record(user, Verb.CONFIRM_ADDRESS, by=user, at=received_at(request))
        return is_confirmed

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the old address that there is a new one, and write it to the history.

        The second factor has mail of its own, in the transaction of its change.
        """
        if template_prefix.startswith("mfa/"):
            return
        if template_prefix == "account/email/email_changed":
            by = self._actor() or user
            account.record(user, Verb.CHANGE_ADDRESS, by=by, at=received_at(self.request))
        super().send_notification_mail(template_prefix, user, context, email)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        with transaction.atomic():
            super().send_password_reset_mail(user, email, context)
            at = received_at(self.request)
            account.record(user, Verb.SEND_RESET, by=self._actor(), at=at)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Ask for the password again. A code alone, from a phone that lies around, isn't enough."""
        methods = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] == "reauthenticate"]

    def _actor(self) -> User | None:
        """Return the person who is logged in, if there is one."""
        return person(self.request) if self.request.user.is_authenticated else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by account and network address. A new password forgets them."""
        return f"{_folded(credentials)} {ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse to check a password after too many wrong ones.

        Those of a stranger don't count for a browser in which the person logged in before.
        """
        address = _folded(credentials)
        limits = {
            "login_failed": self._get_login_attempts_cache_key(request, email=address),
            "login_account": address,
        }
        if browser := known_browser(request, address):
            limits = {"login_known": f"{address} {browser}"}
        # allauth takes the usage back if the password is right.
        self._login_failed_rl_usage = ratelimit.RateLimitUsage([])
        for action, key in limits.items():
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if usage is None:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += usage.usage

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Lead to the forms that the person sent while logged out, if some wait in this browser."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        if is_waited_for(request, user):
            response = redirect("parked-list")
        remember(request, response, user.email)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        users = filter_users_by_email(str(credentials.get("email", "")))
        account.refuse_login(users, at=received_at(request))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        account.refuse_login([user], at=received_at(request))
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the message in the outbox; the worker sends it if there is a mail server.

        Without one, links of the office's own accounts are printed on the console of the server
        and not stored; the demonstration prints those of partners, too.
        """
        context = {
            "request": self.request,
            "email": email,
            "site_name": _("Payload partnership tracker"),
            **context,
        }
        rendered = self.render_mail(template_prefix, email, context)
        if "key" in context and not settings.EMAIL_DELIVERY:
            is_of_partner = is_partner(context["user"])
            if settings.DEMO or not is_of_partner:
                get_connection(message.CONSOLE).send_messages([rendered])
            if not is_of_partner:
                return
        message.queue(to=email, subject=rendered.subject, body=rendered.body, about="account")


def _folded(credentials: Mapping[str, Any]) -> str:
    """Return the address as accounts are compared with it, so that each has one limit."""
    return unicodedata.normalize("NFKC", str(credentials.get("email", ""))).casefold()
