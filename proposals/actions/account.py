"""People: their name, language and time zone."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from proposals.actions import audit
from proposals.domain.verb import Verb
from proposals.models.account import User


@transaction.atomic
def introduce(user: User, *, name: str) -> None:
    """Save the name of a person who has just signed up."""
    user.name = name.strip()
    user.save(update_fields=["name"])
    audit.append(user, Verb.SIGN_UP, by=user, at=timezone.now())


@transaction.atomic
def password_set(user: User, *, by: User, at: datetime) -> None:
    """Write to the history that someone else set a person's password."""
    audit.append(user, Verb.SET_PASSWORD, by=by, at=at)


@transaction.atomic
def prefer(user: User, *, name: str, language: str, time_zone: str, at: datetime) -> None:
    """Save a person's own settings."""
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])
    # The history doesn't hold the name, so that it can be erased.
    audit.append(user, Verb.PREFER, by=user, at=at, after={"language": language, "zone": time_zone})
