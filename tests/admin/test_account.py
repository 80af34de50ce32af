"""The superuser manages the accounts; officers read them. The office has the site's log-in."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from proposals.models.account import User
from proposals.models.audit import AuditEntry
from proposals.models.message import Message
from tests import factories as f
from tests.admin.office import buttons, change, do, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase of nobody"


@pytest.fixture
def root() -> Client:
    return as_(f.root())


def add(root: Client, email: str = "new@office.example") -> User:
    f.officer()  # and with it the groups
    values = {
        "email": email,
        "name": "New person",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    sent = send(root, f"{rows_of('user')}add/", values)
    assert sent.status_code == 302, Page(sent).refusals
    return User.objects.get(email=email.lower())


def appoint(root: Client, user: User, *groups: str) -> Any:
    ids = [one.pk for one in user.groups.model.objects.filter(name__in=groups)]
    return send(root, change(user), {"is_staff": "on", "groups": ids}, press="_save")


def test_superuser_makes_an_officer_who_can_work(root: Client) -> None:
    user = add(root)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert user.check_password(PASSWORD)
    assert appoint(root, user, "officer").status_code == 302
    assert [one.name for one in user.groups.all()] == ["officer"]
    assert as_(user).get(rows_of("proposal")).status_code == 200


def test_new_right_of_a_person_is_in_the_history(root: Client) -> None:
    user = add(root)
    appoint(root, user, "officer", "panel")
    page = Page(root.get(f"{rows_of('user')}{user.pk}/history/")).text
    assert "groups: officer, panel" in page
    assert "is staff: False → True" in page
    appoint(root, user, "panel")
    assert (
        "groups: officer, panel → panel"
        in Page(as_(f.auditor()).get(f"{rows_of('user')}{user.pk}/history/")).text
    )


@pytest.mark.parametrize("other", ["officer", "panel", "auditor"])
def test_reviewer_gets_no_group_that_reads_every_score(root: Client, other: str) -> None:
    user = add(root)
    appoint(root, user, "reviewer")
    with nothing_changes():
        refused = appoint(root, user, "reviewer", other)
    assert "none of them can be a reviewer too" in " ".join(Page(refused).refusals)
    assert [one.name for one in user.groups.all()] == ["reviewer"]


def test_history_of_a_person_holds_no_name_and_no_secret(root: Client) -> None:
    """Names can be erased; the history can't."""
    user = add(root)
    send(root, change(user), {"name": "Renamed person", "is_staff": "on"}, press="_save")
    told = "".join(
        AuditEntry.objects.filter(chain=f"user:{user.pk}").values_list("text", flat=True)
    )
    assert "is_staff" in told
    for secret in ("New person", "Renamed person", "new@office.example", "md5$", PASSWORD):
        assert secret not in told


def test_change_of_a_password_by_the_superuser_is_in_the_history(root: Client) -> None:
    user = add(root)
    values = {"password1": f"{PASSWORD} 2", "password2": f"{PASSWORD} 2"}
    page = Page(root.get(f"{rows_of('user')}{user.pk}/password/")).form().values
    root.post(f"{rows_of('user')}{user.pk}/password/", {**page, **values, "set-password": "1"})
    user.refresh_from_db()
    assert user.check_password(f"{PASSWORD} 2")
    history = Page(root.get(f"{rows_of('user')}{user.pk}/history/"))
    assert "Password set by somebody else" in history.text


def test_new_address_by_the_superuser_is_told_to_the_old_one_and_confirmed_by_the_new(
    root: Client,
) -> None:
    user = confirmed()
    assert (
        send(root, change(user), {"email": "moved@office.example"}, press="_save").status_code
        == 302
    )
    assert "E-mail address changed" in history_of(user)
    note = Message.objects.get()
    assert (note.to, note.subject) == ("new@agency.example", "Your e-mail address was changed")
    assert not logs_in(user)
    user.refresh_from_db()
    assert not logs_in(user)
    assert "/accounts/confirm-email/" in Message.objects.get(to="moved@office.example").body
    written = AuditEntry.objects.filter(chain=f"user:{user.pk}").values_list("text", flat=True)
    assert "moved@" not in "".join(written)


@pytest.mark.parametrize("email", ["NEW@office.example", "no address", ""])
def test_address_that_is_taken_or_none_is_refused(root: Client, email: str) -> None:
    add(root)
    values = {"email": email, "name": "N", "password1": PASSWORD, "password2": PASSWORD}
    with nothing_changes():
        refused = send(root, f"{rows_of('user')}add/", values)
    assert refused.status_code == 200
    assert Page(refused).refusals


def test_person_is_deactivated_and_never_deleted(root: Client) -> None:
    user = add(root)
    appoint(root, user, "officer")
    client = as_(user)
    with nothing_changes():
        assert root.post(f"{rows_of('user')}{user.pk}/delete/", {"post": "yes"}).status_code == 403
        root.post(
            rows_of("user"),
            {"action": "delete_selected", "_selected_action": user.pk, "post": "yes"},
        )
    shown = Page(root.get(change(user))).form().values
    del shown["is_active"]
    root.post(change(user), shown)
    answer: Any = client.get(rows_of("proposal"))
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["officer", "auditor", "chair", "reviewer"])
def test_others_do_not_keep_people(name: str) -> None:
    """Least of all themselves."""
    user = getattr(f, name)()
    client = as_(user)
    for row in (user, f.root(), f.lead_a()):
        data = {"is_superuser": "on", "is_staff": "on", "email": row.email, "groups": [1, 2, 3]}
        with nothing_changes():
            assert client.post(change(row), data).status_code == 403
            path = f"{rows_of('user')}{row.pk}/password/"
            assert client.get(path).status_code in (403, 404)
            assert client.post(path, {"password1": PASSWORD}).status_code in (403, 404)
    with nothing_changes():
        assert client.get(f"{rows_of('user')}add/").status_code == 403


@pytest.mark.parametrize("name", ["officer", "auditor"])
def test_people_are_looked_up_without_their_password(name: str) -> None:
    lead = f.lead_a()
    client = as_(getattr(f, name)())
    page = Page(client.get(change(lead))).html
    assert "lead-a@test.example" in page
    for told in ("md5", "argon2", "password/", "hash"):
        assert told not in page
    assert client.get(f"{rows_of('user')}?password__startswith=m").status_code == 400


def test_log_in_is_that_of_the_whole_site(client: Client) -> None:
    for path in ("/admin/", "/admin/login/", "/admin/login/?next=/admin/proposals/call/"):
        answer = client.get(path, follow=True)
        last, _ = answer.redirect_chain[-1]
        assert last.startswith("/accounts/login/?next=")
        assert 'name="username"' not in Page(answer).html
    root = f.root()
    root.set_password(PASSWORD)
    root.save()
    posted: Any = client.post("/admin/login/", {"username": root.email, "password": PASSWORD})
    assert posted["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_log_in_of_an_officer_leads_back_to_the_office(client: Client) -> None:
    officer = f.officer()
    officer.set_password(PASSWORD)
    officer.save()
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    answer: Any = client.post(
        "/accounts/login/?next=/admin/", {"login": officer.email, "password": PASSWORD}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_log_out_needs_a_post() -> None:
    client = as_(f.officer())
    client.get("/admin/logout/")
    client.get("/accounts/logout/")
    assert client.get("/admin/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/admin/").status_code == 302


# --- Partners who get no mail ----------------------------------------------------------------


REASON = "Phoned the agency: its mail server is down."


def newcomer() -> User:
    """A partner who has signed up and hasn't followed the link."""
    user = User.objects.create_user("new@agency.example", PASSWORD, name="New partner")
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return user


def confirmed() -> User:
    user = newcomer()
    EmailAddress.objects.filter(user=user).update(verified=True)
    return user


def history_of(user: User) -> str:
    return Page(as_(f.auditor()).get(f"{rows_of('user')}{user.pk}/history/")).text


def logs_in(user: User) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_officer_confirms_the_address_of_a_partner() -> None:
    user = newcomer()
    assert not logs_in(user)
    officer = as_(f.officer())
    assert buttons(officer.get(change(user))) == {"confirm-address", "send-link"}
    asked = Page(officer.get(do(user, "confirm-address"))).text
    assert "new@agency.example then counts as confirmed" in asked
    sent = send(officer, do(user, "confirm-address"), {"reason": REASON})
    assert notes(officer, sent) == ["new@agency.example is confirmed."]
    assert logs_in(user)
    assert "E-mail address confirmed" in history_of(user)
    assert REASON in history_of(user)
    assert buttons(officer.get(change(user))) == {"send-link"}


@pytest.mark.parametrize("address", ["new@agency.example", "New@Agency.Example"])
def test_officer_confirms_the_address_of_an_account_that_the_superuser_made(
    root: Client, address: str
) -> None:
    user = add(root, address)
    send(as_(f.officer()), do(user, "confirm-address"), {"reason": REASON})
    assert logs_in(user)


@pytest.mark.parametrize(
    ("make", "path", "what"),
    [
        (newcomer, "/accounts/confirm-email/", "that confirms the address"),
        (confirmed, "/accounts/password/reset/key/", "to a new password"),
    ],
)
def test_officer_sends_a_partner_the_link_anew_and_does_not_see_it(
    make: Any, path: str, what: str
) -> None:
    user = make()
    officer = as_(f.officer())
    asked = Page(officer.get(do(user, "send-link"))).text
    assert f"A mail to new@agency.example brings a link {what}." in asked
    sent = send(officer, do(user, "send-link"), {"reason": REASON})
    assert notes(officer, sent) == ["A link is on its way to new@agency.example."]
    message = Message.objects.get()
    assert message.to == user.email
    assert path in message.body
    assert "/accounts/" not in Page(officer.get(change(message))).html.replace(
        "/accounts/logout/", ""
    )
    assert "Link sent anew" in history_of(user)
    assert REASON in history_of(user)


def test_link_that_an_officer_sent_anew_opens_the_account() -> None:
    user = confirmed()
    send(as_(f.officer()), do(user, "send-link"), {"reason": REASON})
    found = re.search(r"https?://\S+/accounts/\S+", Message.objects.get().body)
    assert found
    client = Client()
    page: Any = client.get(urlsplit(found[0]).path, follow=True)
    new = {"password1": f"{PASSWORD} 2", "password2": f"{PASSWORD} 2"}
    client.post(page.redirect_chain[-1][0], new)
    user.refresh_from_db()
    assert user.check_password(f"{PASSWORD} 2")


@pytest.mark.parametrize("act", ["confirm-address", "send-link"])
def test_help_with_an_account_needs_a_reason(act: str) -> None:
    user, officer = newcomer(), as_(f.officer())
    with nothing_changes():
        refused = send(officer, do(user, act), {"reason": " "})
    assert refused.status_code == 422
    assert not logs_in(user)


@pytest.mark.parametrize("act", ["confirm-address", "send-link"])
@pytest.mark.parametrize("name", ["officer2", "reviewer", "chair", "auditor", "root"])
def test_officer_helps_nobody_of_the_office_in(act: str, name: str) -> None:
    colleague = getattr(f, name)()
    officer = as_(f.officer())
    assert buttons(officer.get(change(colleague))) == set()
    with nothing_changes():
        officer.post(do(colleague, act), {"reason": REASON})


@pytest.mark.parametrize("act", ["confirm-address", "send-link"])
@pytest.mark.parametrize("name", ["reviewer", "chair", "auditor"])
def test_only_officers_help_partners_in(act: str, name: str) -> None:
    user = newcomer()
    client = as_(getattr(f, name)())
    with nothing_changes():
        client.post(do(user, act), {"reason": REASON})


def test_nobody_is_helped_into_an_account_that_is_closed() -> None:
    user = newcomer()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert buttons(as_(f.officer()).get(change(user))) == set()
