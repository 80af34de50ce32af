"""Mails that open an account are hidden from those who could take it over."""

import pytest

from proposals.actions import message
from proposals.models.message import Message
from tests import factories as f
from tests.access.scene import seen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("delivers", [True, False])
def test_password_mails_are_read_by_officers_only_where_no_mail_is_sent(
    settings: object, delivers: bool
) -> None:
    settings.EMAIL_DELIVERY = delivers  # type: ignore[attr-defined]
    officer, auditor, root = f.officer(), f.auditor(), f.root()
    for about in ("account", "CE8-0001"):
        message.queue(to="officer@test.example", subject=about, body="…", about=about)
    every, harmless = set(Message.objects.all()), set(Message.objects.filter(about="CE8-0001"))
    assert seen(officer, Message) == (harmless if delivers else every)
    assert seen(auditor, Message) == harmless
    assert seen(root, Message) == every
