"""The second factor of an account: a code from an app, or a recovery code, after the password."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django import forms
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from proposals.actions import account
from proposals.domain.verb import Verb
from proposals.request import person, received_at


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code isn't right, has expired, or was used already."),
    }


def code_field(label: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attributes))


class AddForm(ActivateTOTPForm):
    code = code_field(_("Code that the app shows"))


class CodeForm(AuthenticateForm):
    code = code_field(_("Code of the app, or a recovery code"))

    def clean_code(self) -> str:
        """Check a code. allauth's limit ends after five minutes: add one that lasts a day."""
        usage = ratelimit.consume(
            context.request, app="allauth.account", action="second_factor", key=str(self.user.pk)
        )
        if usage is None:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = str(super().clean_code())
        usage.rollback()
        # allauth forgets a code that was used before the code ends.
        lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        key = f"second_factor:{self.user.pk}:{normalize_user_code(code)}"
        if not cache.add(key, True, timeout=lifetime):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        account.refuse_login([self.user], at=received_at(context.request))


class Recorded:
    """A change of the second factor, in one transaction with its entry in the history and its mail.

    allauth sends its own mail after the transaction; the account adapter drops that.
    """

    verb: Verb
    request: HttpRequest

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = person(self.request)
        try:
            with transaction.atomic():
                account.change_factor(user, self.verb, by=user, at=received_at(self.request))
                response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:  # sent twice at once: the factor is there already
            return redirect("mfa_view_recovery_codes")
        return response


class AddView(Recorded, ActivateTOTPView):
    verb = Verb.ADD_FACTOR

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the codes if the form was sent twice; allauth leads to the removal."""
        if Authenticator.objects.filter(user=person(request)).exists():
            return redirect("mfa_view_recovery_codes")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class RemoveView(Recorded, DeactivateTOTPView):
    verb = Verb.REMOVE_FACTOR


class RenewCodesView(Recorded, GenerateRecoveryCodesView):
    verb = Verb.RENEW_CODES
