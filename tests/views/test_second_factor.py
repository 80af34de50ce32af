"""The second factor: added, asked for at the log-in, renewed and removed, by its owner or the office."""

import re
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.message import Message
from tests import factories as f
from tests.admin.office import buttons, change, do, notes, nothing_changes, send
from tests.page import Browser, Page, as_, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PASSWORD = "a long enough secret"
ADDRESS = "new@test.example"
REASON = "Phoned her: the phone fell into the sea."
ADD, REMOVE = "/accounts/2fa/totp/activate/", "/accounts/2fa/totp/deactivate/"
RENEW = "/accounts/2fa/recovery-codes/generate/"
WRONG = "This code isn't right, has expired, or was used already."


def person(**fields: Any) -> User:
    user = User.objects.create_user(ADDRESS, PASSWORD, name="Nour Example", **fields)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


def is_in(visitor: Browser) -> bool:
    return "_auth_user_id" in visitor.client.session


def give_password(password: str = PASSWORD) -> tuple[Browser, Page]:
    visitor = browser()
    page = visitor.open("/accounts/login/")
    return visitor, visitor.send(page, {"login": ADDRESS, "password": password})


def code(secret: str, *, steps: int = 0) -> str:
    """Return what the app on the phone shows, or showed or will show some steps from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def open_with_password(visitor: Browser, path: str) -> Page:
    page = visitor.open(path)
    assert "Type your password again before this change." in page.text
    return visitor.send(page, {"password": PASSWORD})


def add() -> tuple[Browser, str, list[str]]:
    """Add a second factor. Return the browser, the app's secret and the recovery codes."""
    visitor, _ = give_password()
    page = open_with_password(visitor, ADD)
    [secret] = page.texts("//code[@class='secret']")
    page = visitor.send(page, {"code": code(secret)})
    return visitor, secret, page.texts("//ul[@class='codes']//code")


def told(user: User) -> list[tuple[str, int | None]]:
    rows = AuditEntry.objects.filter(chain=f"user:{user.pk}").order_by("sequence")
    return list(rows.values_list("verb", "actor_id"))


def last_mail() -> tuple[str, str]:
    message = Message.objects.latest("pk")
    return message.to, message.subject


def test_second_factor_is_reached_from_every_page() -> None:
    visitor = browser(f.lead_a())
    assert "/accounts/2fa/" in visitor.open("/proposals/").links
    page = visitor.open("/accounts/2fa/")
    assert ADD in page.links
    assert "Somebody who has found out the password still can't get in." in page.text


def test_second_factor_is_added_with_the_password_and_in_history_and_mail() -> None:
    user = person()
    visitor, secret, codes = add()
    assert len(set(codes)) == 10
    assert told(user) == [("add_factor", user.pk)]
    assert last_mail() == (ADDRESS, "A second factor was added to your account")
    assert "You have 10 unused recovery codes" in visitor.open("/accounts/2fa/").text
    written = "".join(AuditEntry.objects.values_list("text", flat=True))
    mailed = "".join(Message.objects.values_list("body", flat=True))
    for one in (secret, *codes):
        assert one not in written + mailed


@pytest.mark.parametrize("path", [ADD, REMOVE, RENEW, "/accounts/2fa/recovery-codes/"])
def test_change_of_the_second_factor_waits_for_the_password(
    path: str, clock: time_machine.Traveller
) -> None:
    """A code in its place isn't enough."""
    user = person()
    visitor = add()[0] if path != ADD else give_password()[0]
    clock.shift(timedelta(minutes=10))
    before = told(user)
    page = visitor.open(path)
    assert "Type your password again before this change." in page.text
    page = visitor.send(page, {"password": "stolen laptop"})
    assert "This password isn't right" in page.text
    visitor.client.post(path, {"code": "000000"})
    assert told(user) == before
    visitor.open("/accounts/2fa/reauthenticate/")
    assert urlsplit(visitor.path).path == "/accounts/reauthenticate/"


def test_second_factor_is_not_added_with_a_wrong_code() -> None:
    user = person()
    visitor, _ = give_password()
    page = open_with_password(visitor, ADD)
    [secret] = page.texts("//code[@class='secret']")
    page = visitor.send(page, {"code": "12"})
    assert WRONG in page.text
    assert page.texts("//code[@class='secret']") == [secret]  # the app needs no second picture
    assert told(user) == []
    assert not Authenticator.objects.exists()


def test_second_factor_that_is_sent_twice_is_added_once_and_the_codes_are_shown() -> None:
    """After a double click a browser shows the second answer alone."""
    user = person()
    visitor, _ = give_password()
    page = open_with_password(visitor, ADD)
    [secret] = page.texts("//code[@class='secret']")
    data = page.form("code").filled({"code": code(secret)})
    visitor.client.post(ADD, data)
    answer: Any = visitor.client.post(ADD, data)
    page = visitor.open(answer["Location"])
    assert len(page.texts("//ul[@class='codes']//code")) == 10
    assert told(user) == [("add_factor", user.pk)]


def test_log_in_asks_for_the_code() -> None:
    person()
    _, secret, _ = add()
    visitor, page = give_password()
    assert "Type the code that the app on your phone shows now." in page.text
    assert not is_in(visitor)
    page = visitor.open("/proposals/")
    assert visitor.path == "/accounts/2fa/authenticate/"
    visitor.send(page, {"code": code(secret)})
    assert is_in(visitor)


def test_log_in_can_be_cancelled_at_the_code() -> None:
    person()
    add()
    visitor, page = give_password()
    visitor.press(page, "Log in as somebody else")
    visitor.open("/accounts/2fa/authenticate/")
    assert visitor.path.startswith("/accounts/login/")


@pytest.mark.parametrize("typed", ["000000", "", "0" * 200_000, "\u0661\u0662\u0663", "a\0b"])
def test_log_in_refuses_a_wrong_code_with_a_sentence(typed: str) -> None:
    person()
    add()
    visitor, page = give_password()
    page = visitor.send(page, {"code": typed})
    assert page.status == 200
    assert page.errors["code"]
    assert not is_in(visitor)


def test_log_in_refuses_a_wrong_password_before_it_asks_for_a_code() -> None:
    person()
    add()
    _, page = give_password("something else")
    assert "no account with this e-mail address and this password" in page.text


def test_code_works_once(clock: time_machine.Traveller) -> None:
    """Whoever looks over a shoulder can't use it, for as long as it counts."""
    person()
    _, secret, _ = add()
    typed = code(secret, steps=1)
    visitor, page = give_password()
    visitor.send(page, {"code": typed})
    assert is_in(visitor)
    for again in (typed, f"{typed[:3]} {typed[3:]}"):
        clock.shift(timedelta(seconds=29))
        visitor, page = give_password()
        page = visitor.send(page, {"code": again})
        assert WRONG in page.text
        assert not is_in(visitor)


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_code_counts_a_step_before_and_after_its_own(steps: int, counts: bool) -> None:
    person()
    _, secret, _ = add()
    visitor, page = give_password()
    visitor.send(page, {"code": code(secret, steps=steps)})
    assert is_in(visitor) is counts


def test_recovery_code_works_once() -> None:
    person()
    *_, codes = add()
    visitor, page = give_password()
    visitor.send(page, {"code": codes[3]})
    assert is_in(visitor)
    assert "You have 9 unused recovery codes" in visitor.open("/accounts/2fa/").text
    visitor, page = give_password()
    assert WRONG in visitor.send(page, {"code": codes[3]}).text
    assert not is_in(visitor)


def test_recovery_codes_are_shown_once_and_renewed_in_history_and_mail() -> None:
    user = person()
    visitor, _, old = add()
    page = visitor.open("/accounts/2fa/recovery-codes/")
    assert "aren't shown again" in page.text
    assert not any(one in page.html for one in old)
    page = visitor.press(visitor.open(RENEW), "Make new codes")
    new = page.texts("//ul[@class='codes']//code")
    assert len(new) == 10
    assert not set(new) & set(old)
    assert told(user) == [("add_factor", user.pk), ("renew_codes", user.pk)]
    assert last_mail() == (ADDRESS, "You have new recovery codes")
    visitor, page = give_password()
    visitor.send(page, {"code": old[0]})
    assert not is_in(visitor)


def test_nobody_has_recovery_codes_without_a_second_factor() -> None:
    user = person()
    visitor, _ = give_password()
    page = visitor.press(open_with_password(visitor, RENEW), "Make new codes")
    assert "Add a second factor first" in page.text
    assert told(user) == []


def test_second_factor_is_removed_in_history_and_mail() -> None:
    user = person()
    visitor, *_ = add()
    page = visitor.press(visitor.open(REMOVE), "Remove")
    assert ADD in page.links
    assert told(user) == [("add_factor", user.pk), ("remove_factor", user.pk)]
    assert last_mail() == (ADDRESS, "The second factor of your account was removed")
    assert not Authenticator.objects.exists()
    assert is_in(give_password()[0])


def test_new_password_by_a_link_does_not_get_around_the_second_factor() -> None:
    person()
    add()
    visitor = browser()
    visitor.send(visitor.open("/accounts/password/reset/"), {"email": ADDRESS})
    found = re.search(r"https?://\S+/accounts/\S+", Message.objects.latest("pk").body)
    assert found
    new = "another long secret"
    visitor.send(visitor.open(urlsplit(found[0]).path), {"password1": new, "password2": new})
    assert not is_in(visitor)
    visitor, page = give_password(new)
    assert "Type the code" in page.text
    assert not is_in(visitor)


def test_address_is_changed_with_a_second_factor() -> None:
    person()
    visitor, *_ = add()
    page = visitor.open("/accounts/email/")
    page = visitor.send(page, {"email": "moved@test.example"}, button="action_add")
    assert "moved@test.example takes its place" in page.text


@pytest.mark.parametrize(
    ("fields", "written"), [({"is_staff": True}, [("refuse_login", None)]), ({}, [])]
)
def test_refused_code_of_the_office_is_in_the_history(
    fields: dict[str, Any], written: list[Any]
) -> None:
    user = person(**fields)
    add()
    visitor, page = give_password()
    visitor.send(page, {"code": "000000"})
    assert told(user)[1:] == written


@pytest.mark.parametrize(
    "path", [ADD, REMOVE, RENEW, "/accounts/2fa/", "/accounts/2fa/authenticate/"]
)
def test_visitor_is_sent_to_log_in(path: str) -> None:
    visitor = browser()
    visitor.open(path)
    assert visitor.path.startswith("/accounts/login/")
    visitor.client.post(path, {"code": "000000"})
    assert not is_in(visitor)


def test_other_kinds_of_factors_have_no_pages() -> None:
    visitor = browser(f.lead_a())
    for path in ("webauthn/", "webauthn/add/", "webauthn/login/", "trust/"):
        assert visitor.open(f"/accounts/2fa/{path}").status == 404


# --- Removed by the office ---------------------------------------------------------------------


def test_superuser_removes_the_factor_of_somebody_who_lost_it() -> None:
    user, root = person(), f.root()
    add()
    client = as_(root)
    assert "remove-factor" in buttons(client.get(change(user)))
    sent = send(client, do(user, "remove-factor"), {"reason": REASON})
    assert notes(client, sent) == ["The second factor of new@test.example is removed."]
    assert told(user) == [("add_factor", user.pk), ("remove_factor", root.pk)]
    history = Page(as_(f.auditor()).get(f"/admin/proposals/user/{user.pk}/history/")).text
    assert "Second factor removed" in history
    assert REASON in history
    to, subject = last_mail()
    assert (to, subject) == (ADDRESS, "The second factor of your account was removed")
    body = Message.objects.latest("pk").body
    assert "The programme office removed the second factor" in body
    assert REASON not in body
    assert is_in(give_password()[0])
    assert "remove-factor" not in buttons(client.get(change(user)))


def test_removal_of_a_factor_needs_a_reason() -> None:
    user, client = person(), as_(f.root())
    add()
    with nothing_changes():
        refused = send(client, do(user, "remove-factor"), {"reason": " "})
    assert refused.status_code == 422
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("name", ["officer", "officer2", "chair", "auditor", "reviewer", "lead_a"])
def test_nobody_else_removes_a_factor(name: str) -> None:
    user = person()
    add()
    client = as_(getattr(f, name)())
    with nothing_changes():
        client.post(do(user, "remove-factor"), {"reason": REASON})
    assert Authenticator.objects.count() == 2


def test_superuser_removes_the_own_factor_with_the_password_alone() -> None:
    user = person(is_staff=True, is_superuser=True)
    visitor, *_ = add()
    assert "remove-factor" not in buttons(visitor.client.get(change(user)))
    with nothing_changes():
        visitor.client.post(do(user, "remove-factor"), {"reason": REASON})
    assert Authenticator.objects.count() == 2


def test_person_without_a_factor_has_no_button_for_it() -> None:
    user = person()
    assert "remove-factor" not in buttons(as_(f.root()).get(change(user)))
