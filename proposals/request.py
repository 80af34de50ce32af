"""What every view needs of a request: when it arrived, and who sent it."""

from datetime import datetime

from django.http import HttpRequest

from proposals.models.account import User


def received_at(request: HttpRequest) -> datetime:
    """Return the instant that deadlines are compared with; the first middleware set it."""
    stamp: datetime = request.received_at  # type: ignore[attr-defined]
    return stamp


def person(request: HttpRequest) -> User:
    """Return who is logged in. LoginRequiredMiddleware lets nobody else through."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type
    return request.user
