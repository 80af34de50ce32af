"""Browsers in which somebody has logged in before: a stranger's guesses don't lock these out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
SALT = "tracker.browsers"
MAX_AGE = 365 * 24 * 60 * 60
MOST_ACCOUNTS = 10


def known_browser(request: HttpRequest, address: str) -> str:
    """Return what tells this browser from others, if this account was logged in to here; else ""."""
    marks = _marks(request)
    return request.COOKIES[COOKIE] if _mark(address) in marks else ""


def remember(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Put a signed mark of the account into a cookie, beside those of the accounts before."""
    mark = _mark(address)
    others = [one for one in _marks(request) if one != mark]
    response.set_signed_cookie(
        COOKIE,
        " ".join([mark, *others][:MOST_ACCOUNTS]),
        salt=SALT,
        max_age=MAX_AGE,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    return str(request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=MAX_AGE)).split()


def _mark(address: str) -> str:
    """Return a mark from which nobody can tell the address."""
    return salted_hmac(SALT, address.lower()).hexdigest()[:32]
