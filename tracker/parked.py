"""A form whose session has ended is parked, and sent after its person has logged in again.

Nothing is parked without the signature that our own page put into the form.
"""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from proposals.access.parked import waiting_posts
from proposals.actions import parked
from proposals.content.parked import browser_of, new_key
from proposals.domain.parked import Post, PostedFile
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.forms.refusal import sentence
from proposals.models.account import User
from proposals.pages.parked import lines
from proposals.request import (
    PARKED,
    SENT_BY,
    as_key,
    give_key,
    opened_by,
    parked_key,
    person,
    received_at,
)
from tracker.csrf import is_from_elsewhere

Files = MultiValueDict[str, UploadedFile[Any]]
type_get_response = Callable[[HttpRequest], HttpResponse]

ACCOUNT = "accounts/"
NEVER_KEPT = {"csrfmiddlewaretoken", SENT_BY, PARKED}
# A page with these answers shows the text again, or says that all is done.
DONE = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


# --- Parking ------------------------------------------------------------------------------------


def set_aside(request: HttpRequest, opener: User) -> HttpResponse:
    """Keep a form that can't be carried out, and lead to where its person can send it."""
    if not _may_be_kept(request):
        return _lead(request, opener, is_kept=False)
    key = parked_key(request) or new_key()
    post = posted(request)
    try:
        parked.park(post, key=key, by=opener, at=received_at(request))
    except (RuleBroken, DatabaseError) as problem:
        return _not_kept(request, post, problem)
    response = _lead(request, opener, is_kept=True)
    give_key(response, key)
    return response


def _may_be_kept(request: HttpRequest) -> bool:
    """Tell whether a form may be stored: no password or code, and no button of a parked form."""
    match = request.resolver_match
    if match is None or match.route.startswith(ACCOUNT) or match.view_name == "parked-list":
        return False
    return PARKED not in request.POST and not any("password" in name for name in request.POST)


def _lead(request: HttpRequest, opener: User, *, is_kept: bool) -> HttpResponse:
    onward = reverse("parked-list") if is_kept else request.get_full_path()
    if request.user == opener:
        return redirect(onward)
    if request.user.is_authenticated:
        context = {
            "opener": opener,
            "is_kept": is_kept,
            "log_in": f"{resolve_url('account_login')}?next={onward}",
        }
        return render(request, "parked/another.html", context, status=HTTPStatus.CONFLICT)
    if is_kept:
        text = _("You were logged out before this was sent. It is kept: log in, then send it.")
        messages.warning(request, text)
    return redirect_to_login(onward)


def _not_kept(request: HttpRequest, post: Post, problem: Exception) -> HttpResponse:
    """Show what was typed on the page that says that it couldn't be kept."""
    context = {
        "lines": lines(post),
        "files": post.files,
        "why": sentence(problem) if isinstance(problem, RuleBroken) else "",
    }
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "parked/not_kept.html", context, status=status)


def not_trusted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the right token: keep what our own page sent, refuse all else."""
    pk = None if is_from_elsewhere(request) else opened_by(request)
    opener = User.objects.filter(pk=pk).first() if pk else None
    if opener is None or not _may_be_kept(request):
        return csrf_failure(request, reason)
    return set_aside(request, opener)


def posted(request: HttpRequest) -> Post:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
    ]
    files = [_kept(name, one) for name, found in request.FILES.lists() for one in found]
    return Post(request.get_full_path(), tuple(fields), tuple(files))


def _kept(field: str, file: UploadedFile[Any]) -> PostedFile:
    content = file.read()
    kind = str(file.content_type or "")
    return PostedFile(field, str(file.name), kind, len(content), content)


def is_waited_for(request: HttpRequest, user: User) -> bool:
    """Tell whether a form of this person waits in this browser."""
    key = parked_key(request)
    at = received_at(request)
    return key is not None and waiting_posts(browser_of(key), at=at).filter(person=user).exists()


# --- Sending ------------------------------------------------------------------------------------


class ReplayMiddleware:
    """Put a parked form in the place of the button that sends it.

    The button goes to the address of the form itself, so the page that answers is the form's own.
    """

    def __init__(self, get_response: type_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if pk := getattr(request, "replayed", None):
            status = response.status_code
            is_done = status < HTTPStatus.BAD_REQUEST or status in DONE
            parked.settle(pk, is_done=is_done, at=received_at(request))
        return response

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if request.method != "POST" or PARKED not in request.POST:
            return None
        try:
            self._replay(request)
        except RuleBroken as refusal:
            context = {"why": sentence(refusal)}
            return render(request, "parked/refused.html", context, status=HTTPStatus.CONFLICT)
        return None

    def _replay(self, request: HttpRequest) -> None:
        key, pk, at = parked_key(request), as_key(request.POST[PARKED]), received_at(request)
        if key is None or not request.user.is_authenticated:
            raise RuleBroken(Refusal.PARKED_NOT_HERE)
        post = parked.claim(pk, key=key, by=person(request), at=at)
        if post.path != request.get_full_path():
            parked.settle(pk, is_done=False, at=at)
            raise RuleBroken(Refusal.PARKED_NOT_HERE)
        request.replayed = pk  # type: ignore[attr-defined]
        request.POST = QueryDict(urlencode(post.fields))
        request._files = _files(post)  # type: ignore[attr-defined]  # noqa: SLF001  # has no setter


def _files(post: Post) -> Files:
    found: Files = MultiValueDict()
    for one in post.files:
        content = BytesIO(one.content)
        file = InMemoryUploadedFile(
            content, one.field, one.name, one.content_type, one.size, charset=None
        )
        found.appendlist(one.field, file)
    return found
