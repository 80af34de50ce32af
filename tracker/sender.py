"""Who sent a request, and what happens to it if that person isn't logged in any more."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from proposals.models.account import User
from proposals.request import opened_by
from tracker.parked import set_aside

PLAIN_TEXT = "text/plain; charset=utf-8"


def is_by_script(request: HttpRequest) -> bool:
    """Tell whether a script of the page sent the request, and reads the answer."""
    return "HX-Request" in request.headers or "X-Requested-With" in request.headers


class SenderMiddleware(LoginRequiredMiddleware):
    """Carry a form out only for the person who opened it, and lead people without a session to the log-in.

    The form of anybody else is parked. A script is told, because it would take the log-in page for
    a success; its page keeps the text.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        is_form = request.method == "POST" and getattr(view_func, "login_required", True)
        opener = other_opener(request) if is_form else None
        if (answer or opener) and is_by_script(request):
            return not_carried_out(is_another=answer is None)
        return set_aside(request, opener) if opener else answer


def other_opener(request: HttpRequest) -> User | None:
    """Return the person who opened the page of this form, if that person isn't logged in now."""
    pk = opened_by(request)
    return None if pk in (None, request.user.pk) else User.objects.filter(pk=pk).first()


def not_carried_out(*, is_another: bool) -> HttpResponse:
    """Tell a script that its person isn't logged in any more, or that another person is."""
    text = (
        _(
            "Another person is logged in now, so this isn't saved. What you typed is still on this "
            "page. Log in as yourself in another tab, then come back and save it."
        )
        if is_another
        else _(
            "You are logged out, so this isn't saved. What you typed is still on this page. "
            "Log in in another tab, then come back and save it."
        )
    )
    return HttpResponse(text, content_type=PLAIN_TEXT, status=HTTPStatus.UNAUTHORIZED)
