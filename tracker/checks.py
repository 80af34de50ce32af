"""System checks of a site that is about to go into service."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

DEMO_DOMAIN = "@demo.example"


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
