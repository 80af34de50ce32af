"""Time of arrival, headers, encoding, compression, size, and the reader's language and time zone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone, translation

STAMP_MAX_AGE = timedelta(seconds=120)
MB = 1024 * 1024
FORM_AROUND_A_FILE = 1 * MB

type_get_response = Callable[[HttpRequest], HttpResponse]


def arrival(header: str, *, now: datetime) -> datetime:
    """Read a proxy's stamp `t=<Unix seconds>`; one in the future or over 120 s old is ignored."""
    try:
        stamp = datetime.fromtimestamp(float(header.removeprefix("t=")), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return stamp if now - STAMP_MAX_AGE <= stamp <= now else now


class ArrivalMiddleware:
    """Set `request.received_at`, the instant that a deadline is compared with.

    It stands first, so that a request that waits for the database is still in time.
    """

    def __init__(self, get_response: type_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        header = request.headers.get(settings.ARRIVAL_HEADER, "") if settings.ARRIVAL_HEADER else ""
        request.received_at = arrival(header, now=now) if header else now  # type: ignore[attr-defined]
        return self.get_response(request)


class HeaderMiddleware:
    """Write the headers that every answer has, static files and errors included.

    Only a page that a visitor without a session reads may be stored; answers that say themselves
    how long they may be kept, as static files do, stay as they are.
    """

    def __init__(self, get_response: type_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in settings.HEADERS.items():
            response.setdefault(name, value)
        is_public = (
            response.status_code == HTTPStatus.OK
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not response.cookies
        )
        if not is_public:
            response.setdefault("Cache-Control", "private, no-store")
        return response


class InputMiddleware:
    """Read every request as UTF-8, and refuse with a sentence what the database can't hold.

    In another encoding, a form can contain half a surrogate pair, which can't be stored, hashed
    or shown. PostgreSQL can't hold NUL, and no database a number of 30 digits. Forms refuse these
    themselves; this is for addresses, and for what a script sends.
    """

    def __init__(self, get_response: type_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]  # a session of that name can't be
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, OverflowError | DataError):
            raise BadRequest("a number or a text that the database can't hold") from exception


class CompressionMiddleware(GZipMiddleware):
    """Compress text. Files and style sheets are compressed already."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.get("Content-Type", "")
        if not kind.startswith(("text/", "application/json")):
            return response
        return super().process_response(request, response)


class PreferencesMiddleware:
    """Activate the time zone and the language that the reader chose."""

    def __init__(self, get_response: type_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        today = f"{timezone.now():%Y-%m-%d}"
        if request.session.get("seen_on") != today:
            # Saving the session once a day lets it end a week after the last visit. Otherwise it
            # would end a week after the log-in, perhaps while the person writes.
            request.session["seen_on"] = today
        translation.activate(request.user.language)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return self.get_response(request)


class UploadLimitMiddleware:
    """Refuse a request that declares more bytes than a document may have, before it is read."""

    def __init__(self, get_response: type_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.headers.get("Content-Length", "")
        size = int(declared) if declared.isdecimal() else 0
        limit = settings.DOCUMENT_MAX_BYTES
        if size <= limit + FORM_AROUND_A_FILE:
            return self.get_response(request)
        context = {"size": size // MB, "limit": limit // MB}
        return render(request, "413.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
