"""The superuser manages the accounts; officers read them. The office has the site's log-in."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from proposals.models.account import User
from proposals.models.audit import AuditEntry
from tests import factories as f
from tests.admin.office import change, nothing_changes, rows_of, send
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
    return User.objects.get(email=email)


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
    assert "is_staff: False → True" in page
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
