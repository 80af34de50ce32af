"""Signing up, logging in, a forgotten password and one's own settings, by the real pages."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.audit import AuditEntry
from proposals.models.message import Message
from tests import factories as f
from tests.page import Browser, Page, as_shown, browser

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough secret"
ADDRESS = "new@test.example"


def sign_up(visitor: Browser, **answers: str) -> Page:
    given = {"name": "Nour Example", "email": ADDRESS, "password1": PASSWORD} | answers
    return visitor.send(visitor.open("/accounts/signup/"), given)


def link_in(message: Message) -> str:
    found = re.search(r"https?://\S+/accounts/\S+", message.body)
    assert found, message.body
    return urlsplit(found[0]).path


def person(**fields: Any) -> User:
    user = User.objects.create_user(ADDRESS, PASSWORD, name="Nour Example", **fields)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


def test_signup_sends_a_link_that_opens_the_account() -> None:
    visitor = browser()
    page = sign_up(visitor)
    assert "Follow the link" in page.text
    message = Message.objects.get()
    assert message.to == ADDRESS
    confirm = visitor.open(link_in(message))
    assert "_auth_user_id" not in visitor.client.session  # following the link is not enough
    landed = visitor.press(confirm, "Yes, confirm")
    user = User.objects.get(email=ADDRESS)
    assert visitor.client.session["_auth_user_id"] == str(user.pk)
    assert landed.status == 200
    assert "Nour Example" in landed.text
    assert user.name == "Nour Example"


def test_signup_lets_nobody_in_before_the_address_is_confirmed() -> None:
    visitor = browser()
    sign_up(visitor)
    page = visitor.send(visitor.open("/accounts/login/"), {"login": ADDRESS, "password": PASSWORD})
    assert "Follow the link" in page.text
    assert "_auth_user_id" not in visitor.client.session


def test_signup_link_works_once() -> None:
    visitor = browser()
    sign_up(visitor)
    link = link_in(Message.objects.get())
    page = visitor.open(link)
    visitor.press(page, "Yes, confirm")
    assert "expired, or it was used already" in browser().open(link).text


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"password1": "short"}, "password1", "12 characters or more"),
        ({"password1": "123456789012"}, "password1", "digits only"),
        ({"password1": "password1234"}, "password1", "Many people use this password"),
        ({"password1": "aaaaaaaaaaaa"}, "password1", "6 different characters or more"),
        ({"password1": "ababababababab"}, "password1", "6 different characters or more"),
        ({"email": "nobody"}, "email", "Write an e-mail address"),
        ({"name": ""}, "name", "can't be left empty"),
        ({"name": "N" * 200_000}, "name", "at most 150"),
        ({"name": "N\0"}, "name", "can't be stored"),
        ({"email": f"{'n' * 200_000}@test.example"}, "email", ""),
    ],
)
def test_signup_refuses_with_a_sentence_at_the_field(
    answers: dict[str, str], field: str, sentence: str
) -> None:
    page = sign_up(browser(), **answers)
    assert sentence in page.errors[field]
    kept = page.form("password1").values
    for name, value in ({"name": "Nour Example", "email": ADDRESS} | answers).items():
        if name != "password1":
            assert kept[name] == [as_shown(value)]
    assert not User.objects.exists()
    assert not Message.objects.exists()


def test_signup_does_not_tell_who_has_an_account() -> None:
    person()
    page = sign_up(browser())
    assert "Follow the link" in page.text
    message = Message.objects.get()
    assert message.to == ADDRESS
    assert User.objects.count() == 1


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed, which is what takes the time."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)


def test_signup_takes_as_long_for_a_known_address_as_for_a_fresh_one(settings: Any) -> None:
    person()
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    counts = []
    for address in (ADDRESS, "fresh@test.example"):
        CountingHasher.count = 0
        sign_up(browser(), email=address)
        counts.append(CountingHasher.count)
    assert counts == [1, 1]


def test_login_refuses_a_wrong_password() -> None:
    person()
    visitor = browser()
    page = visitor.send(
        visitor.open("/accounts/login/"), {"login": ADDRESS, "password": "something else"}
    )
    assert "no account with this e-mail address and this password" in page.text
    assert page.form("login").values["login"] == [ADDRESS]
    assert "_auth_user_id" not in visitor.client.session


def test_login_leads_to_the_page_that_was_asked_for() -> None:
    person()
    visitor = browser()
    page = visitor.open("/proposals/")
    assert page.form("password").action == "/accounts/login/"
    page = visitor.send(page, {"login": ADDRESS.upper(), "password": PASSWORD})
    assert visitor.path == "/proposals/"
    assert page.headings[0] == "My proposals"


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_login_leads_to_no_other_site(onward: str) -> None:
    person()
    response = Client().post(
        "/accounts/login/", {"login": ADDRESS, "password": PASSWORD, "next": onward}
    )
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_login_lasts_a_week_from_the_last_visit(clock: Any) -> None:
    """Who writes in the second week isn't logged out over the text."""
    partner = browser(f.lead_a())
    for _ in range(3):
        assert partner.open("/proposals/").status == 200
        clock.shift(timedelta(days=6))
    clock.shift(timedelta(days=2))
    partner.open("/proposals/")
    assert "/login/" in partner.path


def test_login_refuses_who_was_deactivated() -> None:
    user = person()
    User.objects.filter(pk=user.pk).update(is_active=False)
    visitor = browser()
    visitor.send(visitor.open("/accounts/login/"), {"login": ADDRESS, "password": PASSWORD})
    assert "_auth_user_id" not in visitor.client.session


def test_logout_waits_for_a_click() -> None:
    visitor = browser(f.lead_a())
    page = visitor.open("/accounts/logout/")
    assert "_auth_user_id" in visitor.client.session
    visitor.press(page, "Log out")
    assert "_auth_user_id" not in visitor.client.session


def test_password_is_reset_by_a_link_in_the_outbox() -> None:
    person()
    visitor = browser()
    page = visitor.send(visitor.open("/accounts/password/reset/"), {"email": ADDRESS})
    assert page.status == 200
    page = visitor.open(link_in(Message.objects.get()))
    page = visitor.send(
        page, {"password1": "another long secret", "password2": "another long secret"}
    )
    assert page.status == 200
    assert User.objects.get().check_password("another long secret")


def test_password_reset_refuses_a_short_one_with_a_sentence() -> None:
    person()
    visitor = browser()
    visitor.send(visitor.open("/accounts/password/reset/"), {"email": ADDRESS})
    page = visitor.open(link_in(Message.objects.get()))
    page = visitor.send(page, {"password1": "short", "password2": "short"})
    assert "12 characters or more" in page.text
    assert User.objects.get().check_password(PASSWORD)


def test_password_reset_of_an_unknown_address_says_the_same() -> None:
    person()
    known = browser().client
    pages = [
        known.post("/accounts/password/reset/", {"email": one}, follow=True).content
        for one in (ADDRESS, "nobody@test.example")
    ]
    assert pages[0] == pages[1]


# --- What the history of a person says ---------------------------------------------------------


NEW = "another long secret"


def told(user: User) -> list[tuple[str, int | None]]:
    """Return what the history of a person says, each with who did it."""
    rows = AuditEntry.objects.filter(chain=f"user:{user.pk}").order_by("sequence")
    return list(rows.values_list("verb", "actor_id"))


def logged_in(user: User) -> Browser:
    visitor = browser()
    visitor.send(visitor.open("/accounts/login/"), {"login": user.email, "password": PASSWORD})
    assert visitor.client.session["_auth_user_id"] == str(user.pk)
    return visitor


def test_reset_of_a_password_is_in_the_history_and_in_a_mail() -> None:
    user, visitor = person(), browser()
    visitor.send(visitor.open("/accounts/password/reset/"), {"email": ADDRESS})
    assert told(user) == [("send_reset", None)]
    link = link_in(Message.objects.get())
    visitor.send(visitor.open(link), {"password1": NEW, "password2": NEW})
    assert told(user) == [("send_reset", None), ("reset_password", user.pk)]
    assert Message.objects.latest("pk").subject == "Your password was changed"


def test_change_of_a_password_is_in_the_history_and_in_a_mail() -> None:
    user = person()
    visitor = logged_in(user)
    page = visitor.open("/accounts/password/change/")
    visitor.send(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert told(user) == [("change_password", user.pk)]
    assert Message.objects.get().subject == "Your password was changed"


def test_password_is_changed_on_the_pages_of_the_account_alone() -> None:
    """Django's admin has a page for it that would write no history."""
    visitor = browser(f.officer())
    visitor.open("/admin/password_change/")
    assert visitor.path.startswith("/accounts/password/")


def press_change(visitor: Browser, address: str) -> Page:
    page = visitor.open("/accounts/email/")
    return visitor.send(page, {"email": address}, button="action_add")


def test_new_address_needs_the_password_and_a_link_and_the_old_one_is_told() -> None:
    user = person()
    visitor = logged_in(user)
    page = press_change(visitor, "moved@test.example")
    assert "Type your password again before this change." in page.text
    assert not Message.objects.exists()
    page = visitor.send(page, {"password": PASSWORD})
    assert "moved@test.example" in page.text
    user.refresh_from_db()
    assert user.email == ADDRESS
    message = Message.objects.get()
    assert message.to == "moved@test.example"
    visitor.press(visitor.open(link_in(message)), "Yes, confirm")
    user.refresh_from_db()
    assert user.email == "moved@test.example"
    assert told(user) == [("change_address", user.pk)]
    note = Message.objects.latest("pk")
    assert (note.to, note.subject) == (ADDRESS, "Your e-mail address was changed")
    assert "moved@test.example" in note.body
    old = browser()
    old.send(old.open("/accounts/login/"), {"login": ADDRESS, "password": PASSWORD})
    assert "_auth_user_id" not in old.client.session


def test_new_address_is_not_taken_with_a_wrong_password() -> None:
    user = person()
    visitor = logged_in(user)
    page = visitor.send(press_change(visitor, "moved@test.example"), {"password": "stolen laptop"})
    assert "This password isn't right" in page.text
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [ADDRESS]
    assert not Message.objects.exists()


def test_new_address_that_waits_is_taken_back() -> None:
    user = person()
    visitor = logged_in(user)
    page = visitor.send(press_change(visitor, "moved@test.example"), {"password": PASSWORD})
    link = link_in(Message.objects.get())
    page = visitor.send(page, {"email": "moved@test.example"}, button="action_remove")
    assert page.form("email").buttons == ["action_add"]
    assert "expired, or it was used already" in browser().open(link).text


def test_new_password_takes_back_an_address_that_waits(clock: Any) -> None:
    """Whoever knew the old password could have asked for it, and would own the account."""
    user = person()
    thief, owner = logged_in(user), browser()
    thief.send(press_change(thief, "thief@test.example"), {"password": PASSWORD})
    link = link_in(Message.objects.get())
    clock.shift(timedelta(minutes=10))
    owner.send(owner.open("/accounts/password/reset/"), {"email": ADDRESS})
    page = owner.open(link_in(Message.objects.latest("pk")))
    owner.send(page, {"password1": NEW, "password2": NEW})
    assert "expired, or it was used already" in browser().open(link).text
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [ADDRESS]


def test_address_of_another_account_is_refused_even_if_it_was_never_confirmed(clock: Any) -> None:
    user = person()
    sign_up(browser(), email="moved@test.example")
    clock.shift(timedelta(minutes=10))
    visitor = logged_in(user)
    visitor.send(press_change(visitor, "moved@test.example"), {"password": PASSWORD})
    link = link_in(Message.objects.latest("pk"))
    page = visitor.press(visitor.open(link), "Yes, confirm")
    assert "confirmed for another account already" in page.text
    user.refresh_from_db()
    assert user.email == ADDRESS
    assert told(user) == []


def test_confirmed_address_is_in_the_history() -> None:
    visitor = browser()
    sign_up(visitor)
    visitor.press(visitor.open(link_in(Message.objects.get())), "Yes, confirm")
    user = User.objects.get()
    assert told(user) == [("sign_up", user.pk), ("confirm_address", user.pk)]


def test_address_that_was_stored_with_capitals_is_confirmed_as_the_same_one() -> None:
    user = User(email="New@Test.Example")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True)
    visitor = browser()
    visitor.send(visitor.open("/accounts/login/"), {"login": ADDRESS, "password": PASSWORD})
    visitor.press(visitor.open(link_in(Message.objects.get())), "Yes, confirm")
    assert told(user) == [("confirm_address", user.pk)]


def try_to_log_in(password: str) -> None:
    visitor = browser()
    visitor.send(visitor.open("/accounts/login/"), {"login": ADDRESS, "password": password})
    assert "_auth_user_id" not in visitor.client.session


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_refused_log_in_of_the_office_is_in_the_history(right: str) -> None:
    user = person(**{right: True})
    try_to_log_in("a wrong password")
    assert told(user) == [("refuse_login", None)]
    User.objects.update(is_active=False)
    try_to_log_in(PASSWORD)
    assert told(user) == [("refuse_login", None)] * 2


def test_refused_log_in_of_a_partner_is_not_in_the_history() -> None:
    user = person()
    try_to_log_in("a wrong password")
    assert told(user) == []


def test_admin_login_is_the_site_login() -> None:
    visitor = browser()
    page = visitor.open("/admin/")
    assert visitor.path.startswith("/accounts/login/?next=")
    assert page.form("password").action == "/accounts/login/"


def test_preferences_are_saved() -> None:
    visitor = browser(f.lead_a())
    page = visitor.open("/preferences/")
    page = visitor.send(page, {"name": "Lea Example", "time_zone": "Asia/Shanghai"})
    assert "Your preferences are saved." in page.text
    user = User.objects.get(email="lead-a@test.example")
    assert (user.name, user.time_zone) == ("Lea Example", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("sent", "kept"), [({}, "UTC"), ({"time_zone": "Asia/Karachi"}, "Asia/Karachi")]
)
def test_signup_keeps_the_time_zone(sent: dict[str, str], kept: str) -> None:
    """Without a script the zone is UTC; a script of the page chooses the browser's."""
    visitor = browser()
    page = visitor.open("/accounts/signup/")
    assert page.texts("//select[@data-own-zone='choose']/optgroup/@label") == ["Likely", "All"]
    sign_up(visitor, **sent)
    assert User.objects.get(email=ADDRESS).time_zone == kept


def test_signup_refuses_a_zone_that_is_none_and_keeps_what_was_chosen() -> None:
    visitor = browser()
    page = sign_up(visitor, time_zone="Asia/Karachi", name="")
    assert page.form("name").values["time_zone"] == ["Asia/Karachi"]
    assert page.texts("//select/@data-own-zone") == ["offer"]
    assert "isn't offered here" in sign_up(visitor, time_zone="Moon/Sea").errors["time_zone"]
    assert not User.objects.exists()


def test_preferences_offer_the_likely_time_zones_first() -> None:
    user = f.lead_a()
    Agency.objects.update(country="PK")
    User.objects.update(time_zone="Africa/Nairobi")
    page = browser(user).open("/preferences/")
    likely = page.texts("//select[@name='time_zone']/optgroup[@label='Likely']/option")
    assert likely == ["Africa/Nairobi", "Asia/Karachi", "UTC", "Beijing (Asia/Shanghai)"]
    assert page.form("time_zone").values["time_zone"] == ["Africa/Nairobi"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "N" * 200_000}, "name"),
        ({"time_zone": "Moon/Mare_Imbrium"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"language": "xx"}, "language"),
    ],
)
def test_preferences_refuse_with_a_sentence(answers: dict[str, str], field: str) -> None:
    visitor = browser(f.lead_a())
    page = visitor.send(visitor.open("/preferences/"), answers)
    assert page.status == 422
    assert field in page.errors or "isn't offered here" in page.text
    user = User.objects.get(email="lead-a@test.example")
    assert (user.name, user.time_zone, user.language) == ("lead-a", "UTC", "en")
