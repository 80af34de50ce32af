"""What every view needs to know about a request: when it arrived, who sent it, and its forms."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from proposals.content.parked import KEY_BYTES
from proposals.domain.parked import LIFETIME
from proposals.models.account import User

# The field of a form that says who opened its page, and the field that names a parked post.
SENT_BY = "sent_by"
PARKED = "parked_post"
# The cookie that holds the key of this browser's parked posts.
KEY_COOKIE = "parked"


def received_at(request: HttpRequest) -> datetime:
    """Return the time of arrival, with which deadlines are compared. ArrivalMiddleware sets it."""
    stamp: datetime = request.received_at  # type: ignore[attr-defined]
    return stamp


def person(request: HttpRequest) -> User:
    """Return the person who is logged in. SenderMiddleware has checked that there is one."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type
    return request.user


def signature(user: User) -> str:
    """Return what a form carries to say for whom its page was made.

    It doesn't expire: it proves nothing but that, and a page may be open longer than a session.
    """
    return Signer(salt=SENT_BY).sign(str(user.pk))


def opened_by(request: HttpRequest) -> int | None:
    """Return the key of the person for whom the page of this form was made, if it says so."""
    try:
        return int(Signer(salt=SENT_BY).unsign(request.POST.get(SENT_BY, "")))
    except BadSignature:
        return None


def parked_key(request: HttpRequest) -> bytes | None:
    """Return the key of the posts that were parked for this browser."""
    try:
        key = urlsafe_b64decode(request.COOKIES.get(KEY_COOKIE, ""))
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def give_key(response: HttpResponse, key: bytes) -> None:
    """Put the key of parked posts into the browser, for as long as they are kept."""
    response.set_cookie(
        KEY_COOKIE,
        urlsafe_b64encode(key).decode(),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
