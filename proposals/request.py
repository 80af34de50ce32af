"""What every view needs to know about a request: when it arrived, who sent it, and its forms."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proposals.actions import form_draft
from proposals.content.parked import KEY_BYTES
from proposals.domain.parked import LIFETIME
from proposals.domain.refusal import RuleBroken
from proposals.domain.section.value import storable
from proposals.models.account import User

# The field of a form that says who opened its page, and the field that names a parked post.
SENT_BY = "sent_by"
PARKED = "parked_post"
# The cookie that holds the key of this browser's parked posts.
KEY_COOKIE = "parked"
DIGITS_OF_A_KEY = 19  # the largest that a database holds


View = Callable[..., HttpResponse]


def received_at(request: HttpRequest) -> datetime:
    """Return the time of arrival, with which deadlines are compared. ArrivalMiddleware sets it."""
    stamp: datetime = request.received_at  # type: ignore[attr-defined]
    return stamp


def person(request: HttpRequest) -> User:
    """Return the person who is logged in. SenderMiddleware has checked that there is one."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type
    return request.user


def form_stands_on(page: View) -> Callable[[View], View]:
    """Make a view that only takes a POST lead who opens its address to the page with its form.

    A log-in, a bookmark or the browser's way back opens such an address by GET. `page` takes the
    arguments of the view, and redirects.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
            return (view if request.method == "POST" else page)(request, **parts)

        return answer

    return decorate


def keep_draft(request: HttpRequest, name: str, form: BaseForm) -> HttpResponse:
    """Answer to the autosave of a form: keep what was typed into its inputs for this person."""
    inputs = {one: storable(request.POST[one]) for one in form.fields if one in request.POST}
    try:
        draft = form_draft.keep(name, inputs, by=person(request), at=received_at(request))
    except RuleBroken as refusal:
        context = {"refusal": refusal}
        return render(request, "_draft_saved.html", context, status=HTTPStatus.CONFLICT)
    return render(request, "_draft_saved.html", {"draft": draft})


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


def as_key(text: str) -> int:
    """Return the key of a row that a form names; 0, which no row has, for any other text."""
    return int(text) if text.isdecimal() and len(text) < DIGITS_OF_A_KEY else 0


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
