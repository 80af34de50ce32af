"""The outbox: the office reads all mails, and a link that opens an account is on no page."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from proposals.models.account import User
from proposals.models.message import Message
from tests import factories as f
from tests.admin.office import change, nothing_changes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


def ask_for_a_link(user: User) -> None:
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    Client().post("/accounts/password/reset/", {"email": user.email})


@pytest.fixture
def messages(settings: Any) -> list[Message]:
    """A receipt, and a partner's link to a new password."""
    settings.EMAIL_DELIVERY = False
    f.submitted()
    ask_for_a_link(f.lead_a())
    assert "/accounts/password/reset/key/" in Message.objects.get(about="account").body
    return list(Message.objects.all())


def test_outbox_is_read_by_officers_and_auditors(messages: list[Message]) -> None:
    for user in (f.officer(), f.auditor()):
        client = as_(user)
        assert "Receipt: CE8-0001, revision 1" in Page(client.get(rows_of("message"))).text
        found = client.get(rows_of("message"), {"q": "lead-a@test.example"})
        assert found.context["cl"].result_count == len(Message.objects.filter(to=f.lead_a().email))
        receipt = Message.objects.get(subject__startswith="Receipt")
        assert "SHA-256" in Page(client.get(change(receipt))).text


def test_outbox_is_not_for_others(messages: list[Message]) -> None:
    for user in (f.chair(), f.reviewer()):
        client = as_(user)
        assert client.get(rows_of("message")).status_code == 403
        assert client.get(change(messages[0])).status_code == 403


@pytest.mark.parametrize("name", ["officer", "auditor", "root"])
def test_office_sees_that_a_link_waits_and_never_the_link(
    messages: list[Message], name: str
) -> None:
    """Who reads the link of an account can be its owner."""
    client = as_(getattr(f, name)())
    link = Message.objects.get(about="account")
    assert link.subject in Page(client.get(rows_of("message"))).text
    page = Page(client.get(change(link)))
    assert page.status == 200
    assert "Queued" in page.text
    assert (
        "This mail may hold a link that is for its addressee alone. Nobody else reads it."
        in page.text
    )
    assert "/accounts/password/reset/key/" not in page.html


@pytest.mark.parametrize("name", ["officer", "auditor", "root"])
@pytest.mark.parametrize("lookup", ["body__contains", "body__startswith", "body__regex", "body"])
def test_link_is_not_guessed_by_filtering(messages: list[Message], name: str, lookup: str) -> None:
    client = as_(getattr(f, name)())
    assert client.get(rows_of("message"), {lookup: "key"}).status_code == 400


@pytest.mark.parametrize("name", ["officer2", "reviewer", "chair", "auditor", "root"])
def test_link_of_the_office_is_printed_where_no_mail_is_sent(
    settings: Any, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    settings.EMAIL_DELIVERY = False
    user = getattr(f, name)()
    ask_for_a_link(user)
    printed = capsys.readouterr().out
    assert f"To: {user.email}" in printed
    assert "/accounts/password/reset/key/" in printed
    assert not Message.objects.exists()


def test_link_of_the_office_goes_by_mail_where_there_is_a_server(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_DELIVERY = True
    ask_for_a_link(f.officer2())
    assert capsys.readouterr().out == ""
    link = Message.objects.get()
    assert "/accounts/password/reset/key/" in link.body
    assert "/accounts/password" not in Page(as_(f.officer()).get(change(link))).html


@pytest.mark.parametrize("is_demo", [True, False])
def test_link_of_a_partner_is_printed_in_the_demonstration_alone(
    settings: Any, capsys: pytest.CaptureFixture[str], is_demo: bool
) -> None:
    settings.EMAIL_DELIVERY, settings.DEMO = False, is_demo
    ask_for_a_link(f.lead_b())
    assert ("/accounts/password/reset/key/" in capsys.readouterr().out) is is_demo
    assert Message.objects.filter(to=f.lead_b().email, about="account").count() == 1


def test_message_is_not_changed(messages: list[Message]) -> None:
    for user in (f.officer(), f.root()):
        client = as_(user)
        with nothing_changes():
            assert client.post(change(messages[0]), {"body": "x"}).status_code == 403
            assert client.get(f"{rows_of('message')}add/").status_code == 403
