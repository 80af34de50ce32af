"""System checks of a site that is about to go into service."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

DEMO_DOMAIN = "@demo.example"
# No mail reaches an address under these, which are kept for examples (RFC 2606, RFC 6761).
NOBODYS = (".example", ".invalid", ".test", "@example.com", "@example.net", "@example.org")


@register(Tags.security, deploy=True)
def office_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if the office has no address that people can write to."""
    try:
        validate_email(settings.OFFICE_EMAIL)
    except ValidationError:
        is_wrong = True
    else:
        is_wrong = settings.OFFICE_EMAIL.endswith(NOBODYS)
    if not is_wrong:
        return []
    return [
        Error(
            f"Nobody reads mail to the office: OFFICE_EMAIL is “{settings.OFFICE_EMAIL}”.",
            hint="Set OFFICE_EMAIL in the environment to an address that the office reads.",
            id="tracker.E005",
        )
    ]


@register(Tags.security, deploy=True)
def demo_accounts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if a demonstration account, whose password is public, can log in."""
    from proposals.models.account import User

    try:
        people = [
            user.email
            for user in User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True)
            if user.has_usable_password()
        ]
    except DatabaseError:
        return []
    if not people:
        return []
    return [
        Error(
            f"{len(people)} demonstration accounts can log in, their password is public.",
            hint="Deactivate them, or start from an empty database.",
            id="tracker.E001",
        )
    ]


@register(Tags.security, deploy=True)
def demonstration_is_over(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Report an error for each setting that is made for a demonstration on one machine."""
    errors = {
        "tracker.E002": (
            settings.DEMO,
            "DEMO=1 lets in accounts whose password is public.",
            "Take DEMO out of the environment.",
        ),
        "tracker.E003": (
            settings.SECRET_KEY_IS_MADE_HERE,
            "The site made its own SECRET_KEY: another machine has another one.",
            "Set SECRET_KEY in the environment, the same for all machines.",
        ),
        "tracker.E004": (
            not settings.EMAIL_DELIVERY,
            "There is no mail server: nobody can confirm an address or reset a password.",
            "Set EMAIL_URL in the environment.",
        ),
    }
    return [
        Error(text, hint=hint, id=name)
        for name, (is_wrong, text, hint) in errors.items()
        if is_wrong
    ]
