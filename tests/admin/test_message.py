"""The outbox: the office reads all mails, except those that open somebody's account."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from proposals.models.message import Message
from tests import factories as f
from tests.admin.office import change, nothing_changes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def messages(client: Client) -> list[Message]:
    """A receipt, and the link by which an officer's password is set anew."""
    f.submitted()
    officer = f.officer2()
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    client.post("/accounts/password/reset/", {"email": officer.email})
    assert Message.objects.filter(to=officer.email, about="account").count() == 1
    return list(Message.objects.all())


def test_outbox_is_read_by_officers_and_auditors(messages: list[Message]) -> None:
    for user in (f.officer(), f.auditor()):
        client = as_(user)
        assert "Receipt: CE8-0001, revision 1" in Page(client.get(rows_of("message"))).text
        found = client.get(rows_of("message"), {"q": "lead-a@test.example"})
        assert found.context["cl"].result_count == 1
        receipt = Message.objects.get(subject__startswith="Receipt")
        assert "SHA-256" in Page(client.get(change(receipt))).text


def test_outbox_is_not_for_others(messages: list[Message]) -> None:
    for user in (f.chair(), f.reviewer()):
        client = as_(user)
        assert client.get(rows_of("message")).status_code == 403
        assert client.get(change(messages[0])).status_code == 403


@pytest.mark.parametrize("name", ["officer", "auditor"])
def test_keys_to_accounts_stay_out_of_sight_where_mail_is_delivered(
    messages: list[Message], settings: Any, name: str
) -> None:
    """Whoever reads another officer's link could be the second officer too."""
    settings.EMAIL_DELIVERY = True
    client = as_(getattr(f, name)())
    key = Message.objects.get(about="account")
    assert "/accounts/password/reset/key/" in key.body
    assert key.subject not in Page(client.get(rows_of("message"))).text
    assert "password/reset" not in Page(client.get(change(key), follow=True)).html
    found = client.get(rows_of("message"), {"q": f.officer2().email, "body__contains": "reset"})
    assert found.context["cl"].result_count == 0


def test_keys_to_accounts_are_read_by_officers_where_nothing_is_delivered(
    messages: list[Message], settings: Any
) -> None:
    """Without a mail server the outbox is the only way to them; an auditor still has none."""
    settings.EMAIL_DELIVERY = False
    key = Message.objects.get(about="account")
    assert "password/reset" in Page(as_(f.officer()).get(change(key))).html
    assert "password/reset" not in Page(as_(f.auditor()).get(change(key), follow=True)).html


def test_message_is_not_changed(messages: list[Message]) -> None:
    for user in (f.officer(), f.root()):
        client = as_(user)
        with nothing_changes():
            assert client.post(change(messages[0]), {"body": "x"}).status_code == 403
            assert client.get(f"{rows_of('message')}add/").status_code == 403
