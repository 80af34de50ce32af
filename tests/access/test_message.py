"""Who reads the outbox, and who may get what a message is about."""

from collections.abc import Callable

import pytest

from proposals.access.message import may_be_read, may_receive
from proposals.actions import message
from proposals.domain.audience import Audience
from proposals.models.account import User
from proposals.models.message import Message
from tests import factories as f
from tests.access.scene import Scene, seen
from tests.access.table import EVERYONE, Cast

pytestmark = pytest.mark.django_db


def test_office_sees_each_mail_and_nobody_reads_one_about_an_account() -> None:
    for about in ("account", "CE8-0001"):
        message.queue(to="officer@test.example", subject=about, body="…", about=about)
    for cast in (f.officer, f.auditor, f.root):
        assert seen(cast(), Message) == set(Message.objects.all())
    assert [one.about for one in Message.objects.all() if may_be_read(one)] == ["CE8-0001"]


RECEIVES: dict[Audience, tuple[Callable[[Scene], str], list[Cast]]] = {
    Audience.TEAM: (lambda scene: scene.a.reference, [f.lead_a, f.proposer_a, f.observer_a]),
    Audience.ASKED: (lambda scene: scene.a.reference, []),
    Audience.OFFICE: (lambda scene: scene.a.reference, [f.officer, f.root]),
    Audience.REVIEWER: (lambda scene: scene.a.reference, [f.reviewer, f.reviewer2]),
    Audience.DISMISSED: (lambda scene: scene.a.reference, []),
    Audience.MEMBER: (
        lambda scene: f"agency:{scene.a.lead_agency_id}",
        [f.lead_a, f.proposer_a, f.observer_a],
    ),
    # It says what happened to the person themselves.
    Audience.CONCERNED: (lambda scene: scene.a.reference, EVERYONE),
    Audience.PUBLIC: (lambda scene: f"call:{scene.a.call_id}", EVERYONE),
}


@pytest.mark.parametrize("audience", Audience)
def test_mail_is_for_those_whom_access_lets_read(scene: Scene, audience: Audience) -> None:
    about, expected = RECEIVES[audience]
    for cast in EVERYONE:
        told = may_receive(cast(), audience, about=about(scene))
        assert told == (cast in expected), cast
        User.objects.filter(pk=cast().pk).update(is_active=False)
        assert not may_receive(cast(), audience, about=about(scene)), cast
