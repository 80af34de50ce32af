"""People: their settings, and the help of the office for a partner who can't log in."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from proposals.access.person import is_partner, manages_accounts, require_officer
from proposals.actions import audit
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User


@transaction.atomic
def introduce(user: User, *, name: str, time_zone: str = "UTC") -> None:
    """Save the name and the time zone of a person who has just signed up."""
    user.name, user.time_zone = name.strip(), time_zone
    user.save(update_fields=["name", "time_zone"])
    audit.append(user, Verb.SIGN_UP, by=user, at=timezone.now())


@transaction.atomic
def record(user: User, verb: Verb, *, by: User | None, at: datetime) -> None:
    """Write to a person's history what happened to their account."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    audit.append(locked, verb, by=by, at=at)


@transaction.atomic
def record_password(user: User, verb: Verb, *, by: User, at: datetime) -> None:
    """Write to the history that an account has a new password.

    An address that waits for its link is forgotten: who asked for it may be who had the old one.
    """
    waiting = EmailAddress.objects.filter(user=user, verified=False)
    waiting.exclude(email=user.email.lower()).delete()
    record(user, verb, by=by, at=at)


@transaction.atomic
def change_factor(user: User, verb: Verb, *, by: User, at: datetime) -> None:
    """Write to the history that a person changed their second factor, and tell them by mail."""
    record(user, verb, by=by, at=at)
    get_adapter().send_notification_mail(f"account/email/{verb.value}", user)


@transaction.atomic
def refuse_login(users: Iterable[User], *, at: datetime) -> None:
    """Write to the history that somebody failed to log in to an account of the office."""
    for user in users:
        if user.is_staff or user.is_superuser:
            record(user, Verb.REFUSE_LOGIN, by=None, at=at)


@transaction.atomic
def replace_address(user: User, *, old: str) -> None:
    """Close the old address and tell it. The new one is confirmed at the next log-in."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    get_adapter().send_notification_mail(
        "account/email/email_changed", user, {"from_email": old, "to_email": user.email}, email=old
    )


@transaction.atomic
def prefer(user: User, *, name: str, language: str, time_zone: str, at: datetime) -> None:
    """Save a person's own settings."""
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])
    # The history doesn't hold the name, so that it can be erased.
    audit.append(user, Verb.PREFER, by=user, at=at, after={"language": language, "zone": time_zone})


@transaction.atomic
def confirm_address(user: User, *, by: User, at: datetime, reason: str) -> User:
    """Confirm the address of a partner whom the link didn't reach.

    Raises: RuleBroken NOT_OFFICER; NOT_PARTNER; NO_REASON; ADDRESS_CONFIRMED.
    """
    locked = _partner(user, by=by, reason=reason)
    address = _own_address(locked)
    if address.verified:
        raise RuleBroken(Refusal.ADDRESS_CONFIRMED)
    address.set_verified()
    address.set_as_primary()
    audit.append(locked, Verb.CONFIRM_ADDRESS, by=by, at=at, reason=reason)
    return locked


@transaction.atomic
def send_link(user: User, *, by: User, at: datetime, reason: str) -> User:
    """Send a partner the link that they need: to confirm their address, or to a new password.

    Raises: RuleBroken NOT_OFFICER; NOT_PARTNER; NO_REASON.
    """
    locked = _partner(user, by=by, reason=reason)
    audit.append(locked, Verb.SEND_LINK, by=by, at=at, reason=reason)
    address = _own_address(locked)
    if address.verified:
        form = ResetPasswordForm({"email": address.email})
        form.full_clean()
        form.save(context.request)
    else:
        address.send_confirmation()
    return locked


@transaction.atomic
def remove_factor(user: User, *, by: User, at: datetime, reason: str) -> User:
    """Remove the second factor and the recovery codes of somebody who has lost them.

    Raises: RuleBroken NOT_SUPERUSER; OWN_FACTOR; NO_REASON; NO_FACTOR.
    """
    if not manages_accounts(by):
        raise RuleBroken(Refusal.NOT_SUPERUSER)
    if user.pk == by.pk:  # the page of the account asks for the password
        raise RuleBroken(Refusal.OWN_FACTOR)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    removed, _ = Authenticator.objects.filter(user=locked).delete()
    if not removed:
        raise RuleBroken(Refusal.NO_FACTOR)
    audit.append(locked, Verb.REMOVE_FACTOR, by=by, at=at, reason=reason)
    get_adapter().send_notification_mail("account/email/factor_removed_by_office", locked)
    return locked


def _partner(user: User, *, by: User, reason: str) -> User:
    """Lock a partner's row.

    People of the office are never helped in like this: two officers could be one person.
    """
    require_officer(by)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not is_partner(locked):
        raise RuleBroken(Refusal.NOT_PARTNER)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    return locked


def _own_address(user: User) -> EmailAddress:
    """Return the row of a person's address; an account that the superuser made has none yet."""
    return EmailAddress.objects.get_or_create(user=user, email=user.email.lower())[0]
