"""Forms of our own pages are trusted, also after a log-in in another tab."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware

SAME_ORIGIN = "same-origin"


def is_from_our_page(request: HttpRequest) -> bool:
    """Tell whether the browser itself says that one of our pages sent the request.

    No page can write these two headers. Old browsers don't send `Sec-Fetch-Site`, and no browser
    sends it to another machine without TLS.
    """
    return "Origin" in request.headers and not is_from_elsewhere(request)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Tell whether the browser says that another page, or nobody knows which, sent the request."""
    ours = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin", ours)
    site = request.headers.get("Sec-Fetch-Site", SAME_ORIGIN)
    return origin != ours or site != SAME_ORIGIN


class OwnPageMiddleware(CsrfViewMiddleware):
    """Ask for a token, as Django does, unless the browser says that one of our pages is the sender.

    Django changes the token at each log-in, so a form that was open in another tab has an old one.
    """

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., Any],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponseForbidden | None:
        if is_from_our_page(request):
            # Django's decorators, which the admin uses, read this and don't ask again.
            request.csrf_processing_done = True  # type: ignore[attr-defined]
        return super().process_view(request, callback, callback_args, callback_kwargs)
