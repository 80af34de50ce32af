"""The account adapter: sign-up asks for a name, and mail goes through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import get_connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from proposals.access.person import has_desk, is_partner
from proposals.actions import account, message
from proposals.forms.base import LineField
from proposals.models.account import User
from proposals.request import person

CONSOLE = "django.core.mail.backends.console.EmailBackend"


class SignupForm(BaseSignupForm):
    name = LineField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Hash the password for a known address too, so that the time gives no account away."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved

    def save(self, request: HttpRequest) -> User | None:
        user: User | None = super().save(request)
        if user:
            account.introduce(user, name=self.cleaned_data["name"])
        return user


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send people of the office to its first page, and everybody else to the start page."""
        if has_desk(person(request)):
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

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
                get_connection(CONSOLE).send_messages([rendered])
            if not is_of_partner:
                return
        message.queue(to=email, subject=rendered.subject, body=rendered.body, about="account")
