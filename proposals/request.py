"""What every view needs to know about a request: when it arrived, and who sent it."""

from datetime import datetime

from django.http import HttpRequest

from proposals.models.account import User


def received_at(request: HttpRequest) -> datetime:
    """Return the time of arrival, with which deadlines are compared. ArrivalMiddleware sets it."""
    stamp: datetime = request.received_at  # type: ignore[attr-defined]
    return stamp


def person(request: HttpRequest) -> User:
    """Return the person who is logged in. SenderMiddleware has checked that there is one."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type
    return request.user
