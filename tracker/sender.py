"""Who sent a request, and what happens to it if that person isn't logged in any more."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

PLAIN_TEXT = "text/plain; charset=utf-8"


def is_by_script(request: HttpRequest) -> bool:
    """Tell whether a script of the page sent the request, and reads the answer."""
    return "HX-Request" in request.headers or "X-Requested-With" in request.headers


class SenderMiddleware(LoginRequiredMiddleware):
    """Lead people without a session to the log-in; tell a script that the session has ended.

    A script would take the log-in page for a success.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        return logged_out() if answer and is_by_script(request) else answer


def logged_out() -> HttpResponse:
    text = _(
        "You are logged out, so this isn't saved. What you typed is still on this page. "
        "Log in in another tab, then come back and save it."
    )
    return HttpResponse(text, content_type=PLAIN_TEXT, status=HTTPStatus.UNAUTHORIZED)
