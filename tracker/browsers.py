"""Browsers in which somebody has logged in before: a stranger's guesses don't lock these out."""

from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
SALT = "tracker.browsers"
MAX_AGE = 365 * 24 * 60 * 60
MOST_ACCOUNTS = 10
NAME_BYTES = 8


def known_browser(request: HttpRequest, address: str) -> str:
    """Return the name of this browser, if this account was logged in to here; else ""."""
    name, marks = _read(request)
    return name if _mark(address) in marks else ""


def remember(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Put a signed mark of the account into a cookie, beside those of the accounts before.

    The browser keeps its name, or whoever shares it would get a new limit by each log-in of theirs.
    """
    name, marks = _read(request)
    mark = _mark(address)
    others = [one for one in marks if one != mark]
    response.set_signed_cookie(
        COOKIE,
        " ".join([name, mark, *others][: MOST_ACCOUNTS + 1]),
        salt=SALT,
        max_age=MAX_AGE,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the name of the browser, a new one if it has none yet, and its marks."""
    text = str(request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=MAX_AGE))
    name, *marks = text.split() or [""]
    if len(name) != 2 * NAME_BYTES:  # no cookie, or one of an earlier version
        return token_hex(NAME_BYTES), []
    return name, marks


def _mark(address: str) -> str:
    """Return a mark from which nobody can tell the address."""
    return salted_hmac(SALT, address.lower()).hexdigest()[:32]
