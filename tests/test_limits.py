"""Limits on log-in: they stop who guesses, lock nobody out of a known browser, and aren't lost."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from proposals.models.account import User
from tests import factories as f
from tests.page import Page
from tracker import settings as site

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough secret"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
FEW, MANY = 5, 30  # failures for an account from a network address, and of that address alone


@pytest.fixture(autouse=True)
def limits(settings: Any, empty_cache: None) -> None:
    """Keep the limits where the site keeps them; other tests keep them in memory."""
    settings.CACHES = {**settings.CACHES, "default": site.CACHES["default"]}
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(f.NOW, tick=False) as traveller:
        yield traveller


def person(address: str = "lead@agency.example") -> User:
    user = User.objects.create_user(address, PASSWORD, name="Lead")
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def log_in(
    client: Client, password: str = PASSWORD, *, to: str = "lead@agency.example", at: str = HOME
) -> str:
    answer = client.post("/accounts/login/", {"login": to, "password": password}, REMOTE_ADDR=at)
    if "_auth_user_id" in client.session:
        client.post("/accounts/logout/")
        return "logged in"
    text = Page(answer).text
    return "limited" if "too many failed attempts to log in" in text else "wrong"


def guess(times: int, *, at: str = ELSEWHERE, to: str = "lead@agency.example") -> list[str]:
    return [log_in(Client(), f"wrong password {n}", to=to, at=at) for n in range(times)]


def test_stranger_who_guesses_is_stopped() -> None:
    person()
    assert guess(FEW + 1) == ["wrong"] * FEW + ["limited"]
    # From there the right password doesn't help either, or it would be found in the end.
    assert log_in(Client(), at=ELSEWHERE) == "limited"


def test_stranger_locks_nobody_out_elsewhere() -> None:
    person()
    guess(FEW * 4)
    assert log_in(Client(), at=HOME) == "logged in"


def test_browser_that_logged_in_before_is_let_try_from_the_stranger_s_address() -> None:
    """Behind one proxy a whole agency has one address."""
    person()
    known = Client()
    assert log_in(known, at=ELSEWHERE) == "logged in"
    guess(FEW * 4)
    assert log_in(Client(), at=ELSEWHERE) == "limited"
    assert log_in(known, "mistyped", at=ELSEWHERE) == "wrong"
    assert log_in(known, at=ELSEWHERE) == "logged in"


def test_browser_is_known_for_its_own_account_alone() -> None:
    person()
    person("other@agency.example")
    stranger = Client()
    assert log_in(stranger, to="other@agency.example", at=ELSEWHERE) == "logged in"
    guess(FEW)
    assert log_in(stranger, at=ELSEWHERE) == "limited"


def test_known_browser_has_a_limit_too() -> None:
    person()
    known = Client()
    log_in(known)
    assert [log_in(known, f"wrong {n}") for n in range(FEW + 1)] == ["wrong"] * FEW + ["limited"]


def test_browser_is_not_known_by_a_mark_of_its_own_making() -> None:
    person()
    known, forger = Client(), Client()
    log_in(known)
    for name in set(known.cookies) - {"sessionid", "csrftoken"}:
        value, _, signature = known.cookies[name].value.rpartition(":")
        forger.cookies[name] = f"{value}:{'A' * len(signature)}"
    assert forger.cookies
    guess(FEW)
    assert log_in(forger, at=ELSEWHERE) == "limited"


def test_flood_from_one_address_is_stopped_whatever_accounts_it_tries() -> None:
    person()
    answers = [guess(1, to=f"{n}@agency.example")[0] for n in range(MANY + 1)]
    assert answers == ["wrong"] * MANY + ["limited"]
    assert log_in(Client(), at=ELSEWHERE) == "limited"
    assert log_in(Client(), at=HOME) == "logged in"


def test_account_that_is_guessed_from_everywhere_is_open_to_known_browsers_alone() -> None:
    person()
    known = Client()
    log_in(known)
    for n in range(20):
        guess(FEW, at=f"203.0.113.{n}")
    assert guess(1, at="203.0.113.99") == ["limited"]
    assert log_in(known) == "logged in"


def test_limit_ends(clock: Any) -> None:
    person()
    guess(FEW + 1)
    clock.shift(timedelta(minutes=6))
    assert log_in(Client(), at=ELSEWHERE) == "logged in"


def test_limit_is_not_pushed_out_by_others() -> None:
    """The cache of Django forgets a third of its entries when it has 300."""
    person()
    guess(FEW)
    for n in range(400):
        cache.set(f"other-{n}", n, timeout=300)
    assert log_in(Client(), at=ELSEWHERE) == "limited"


def test_limits_that_ended_leave_the_table(clock: Any) -> None:
    for n in range(400):
        cache.set(f"old-{n}", n, timeout=300)
    clock.shift(timedelta(minutes=6))
    cache.set("new", 1, timeout=300)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        assert cursor.fetchone() == (1,)


# --- Codes of the second factor ----------------------------------------------------------------

SECRET = "A" * 32
A_DAY = 30  # wrong codes of an account


def try_code(client: Client, typed: str) -> str:
    client.post("/accounts/login/", {"login": "lead@agency.example", "password": PASSWORD})
    answer = client.post("/accounts/2fa/authenticate/", {"code": typed})
    if "_auth_user_id" in client.session:
        client.post("/accounts/logout/")
        return "logged in"
    text = Page(answer).text
    return "limited" if "too many failed attempts to log in" in text else "wrong"


def right_code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def guess_codes(times: int) -> list[str]:
    """Guess in a new browser each time. One code in 300,000 would be right."""
    return [try_code(Client(), "wrong") for _ in range(times)]


@pytest.fixture
def two_factors() -> None:
    Authenticator.objects.create(user=person(), type="totp", data={"secret": SECRET})


@pytest.mark.usefixtures("two_factors")
def test_who_guesses_codes_is_stopped(clock: Any) -> None:
    assert guess_codes(FEW + 1) == ["wrong"] * FEW + ["limited"]
    assert try_code(Client(), right_code()) == "limited"
    clock.shift(timedelta(minutes=6))
    assert try_code(Client(), right_code()) == "logged in"


@pytest.mark.usefixtures("two_factors")
def test_who_guesses_codes_slowly_is_stopped_for_the_day(clock: Any) -> None:
    """The owner's own log-ins in between give a stranger who has the password no new tries."""
    owner = ""
    for _ in range(A_DAY // FEW):
        assert guess_codes(FEW) == ["wrong"] * FEW
        clock.shift(timedelta(minutes=6))
        owner = try_code(Client(), right_code())
    assert owner == "limited"
    assert guess_codes(1) == ["limited"]
    clock.shift(timedelta(days=1))
    assert try_code(Client(), right_code()) == "logged in"


def test_known_browser_has_its_limit_however_often_somebody_else_logs_in_to_it(clock: Any) -> None:
    """Two colleagues share a computer: one can't guess the other's password between own log-ins."""
    person()
    person("other@agency.example")
    shared = Client()
    log_in(shared)
    answers = []
    for n in range(FEW + 1):
        clock.shift(timedelta(seconds=2))
        assert log_in(shared, to="other@agency.example") == "logged in"
        answers.append(log_in(shared, f"wrong {n}"))
    assert answers == ["wrong"] * FEW + ["limited"]


def test_account_has_one_limit_however_its_address_is_written() -> None:
    """A database that knows all languages takes a long s for an s, whatever its case."""
    person("boss@agency.example")
    spellings = ["boss", "BOSS", "bos\u017f", "bo\u017fs", "bo\u017f\u017f", "Boss"]
    answers = [
        log_in(Client(), "wrong", to=f"{one}@agency.example", at=ELSEWHERE) for one in spellings
    ]
    assert answers == ["wrong"] * FEW + ["limited"]


def test_page_of_a_limit_is_one_of_the_site(clock: time_machine.Traveller) -> None:
    client = Client(REMOTE_ADDR=HOME)
    answers = [
        Page(client.post("/accounts/password/reset/", {"email": f"lead{number}@agency.example"}))
        for number in range(MANY)
    ]
    refused = answers[-1]
    assert refused.status == 429
    assert refused.headings == ["Too many attempts"]
    assert "Wait a few minutes" in refused.text
