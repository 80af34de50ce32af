"""The outbox: what is due is sent once, and a server that fails is tried again later."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import ClassVar

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from proposals.actions import agency, clarification, job, message, question, review
from proposals.actions import call as call_actions
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(settings) -> None:
    settings.EMAIL_DELIVERY = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def no_server(settings) -> None:
    """A mail server that nobody answers at."""
    settings.EMAIL_DELIVERY = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2


def queued() -> Message:
    return message.queue(to="pat@test.example", subject="Hello", body="Text", about="test")


@pytest.mark.usefixtures("delivery")
def test_due_message_is_sent_once() -> None:
    one = queued()
    at = timezone.now()
    assert message.deliver(at=at) == 1
    assert message.deliver(at=at + timedelta(days=1)) == 0
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["pat@test.example"], "Hello", "Text")
    one.refresh_from_db()
    assert (one.state, one.tries, one.problem) == ("sent", 1, "")


def test_without_a_mail_server_nothing_is_touched(settings) -> None:
    settings.EMAIL_DELIVERY = False
    one = queued()
    assert message.deliver(at=timezone.now() + timedelta(days=9)) == 0
    one.refresh_from_db()
    assert (one.state, one.tries) == ("queued", 0)
    assert mail.outbox == []


@pytest.mark.usefixtures("no_server")
def test_failing_server_postpones_longer_each_time_and_gives_up_at_last() -> None:
    one, at, waits = queued(), timezone.now(), []
    for tries in range(1, message.MAX_TRIES + 1):
        assert message.deliver(at=at) == 0
        one.refresh_from_db()
        assert (one.tries, bool(one.problem)) == (tries, True)
        waits.append(one.next_try_at - at)
        # Not before its time.
        assert message.deliver(at=one.next_try_at - timedelta(seconds=1)) == 0
        one.refresh_from_db()
        assert one.tries == tries
        at = one.next_try_at
    assert waits == sorted(set(waits))
    assert one.state == "failed"
    assert message.deliver(at=at + timedelta(days=9)) == 0
    assert one.body == "Text"


@pytest.mark.usefixtures("no_server")
def test_server_that_fails_one_message_does_not_lose_the_next() -> None:
    queued()
    queued()
    assert message.deliver(at=timezone.now()) == 0
    assert set(Message.objects.values_list("state", "tries")) == {("queued", 1)}


@pytest.mark.usefixtures("delivery")
def test_message_of_a_worker_that_died_is_sent_when_its_lease_is_over() -> None:
    at = timezone.now()
    one = queued()
    Message.objects.update(state="sending", tries=1, next_try_at=at + message.LEASE)
    assert message.deliver(at=at + message.LEASE - timedelta(seconds=1)) == 0
    assert message.deliver(at=at + message.LEASE) == 1
    one.refresh_from_db()
    assert (one.state, one.tries) == ("sent", 2)


@pytest.mark.usefixtures("delivery")
def test_message_whose_worker_dies_each_time_is_given_up() -> None:
    one, at = queued(), timezone.now()
    Message.objects.update(state="sending", tries=message.MAX_TRIES, next_try_at=at)
    assert message.deliver(at=at - timedelta(seconds=1)) == 0
    one.refresh_from_db()
    assert one.state == "sending"  # its last worker may be alive
    assert message.deliver(at=at) == 0
    one.refresh_from_db()
    assert (one.state, one.tries) == ("failed", message.MAX_TRIES)
    assert "worker ended" in one.problem
    assert mail.outbox == []


class SlowBackend(BaseEmailBackend):
    """A mail server that takes ten seconds for each message, on the clock of the test."""

    clock: ClassVar[time_machine.Traveller]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.clock.shift(10)
        return len(email_messages)


def test_run_ends_when_its_time_is_over_and_the_next_goes_on(settings, monkeypatch) -> None:
    settings.EMAIL_DELIVERY = True
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    sent = []
    with time_machine.travel(f.NOW, tick=False) as clock:
        monkeypatch.setattr(SlowBackend, "clock", clock, raising=False)
        for _ in range(7):
            queued()
        while Message.objects.exclude(state="sent").exists():
            begun = timezone.now()
            sent.append(message.deliver(at=begun))
            assert timezone.now() - begun <= job.RUN_ENDS_AFTER + timedelta(seconds=10)
    assert sent == [3, 3, 1]


@pytest.mark.usefixtures("delivery")
def test_message_that_failed_waits_behind_those_that_were_not_tried() -> None:
    failed, fresh = queued(), queued()
    at = timezone.now()
    Message.objects.filter(pk=failed.pk).update(tries=1, next_try_at=at)
    assert message.deliver(at=at, limit=1) == 1
    fresh.refresh_from_db()
    assert fresh.state == "sent"


@pytest.mark.usefixtures("delivery")
def test_title_with_a_line_break_adds_no_header() -> None:
    message.queue(
        to="pat@test.example", subject="A\r\nBcc: all@test.example", body="B", about="test"
    )
    assert message.deliver(at=timezone.now()) == 1
    assert mail.outbox[0].subject == "A Bcc: all@test.example"
    assert mail.outbox[0].recipients() == ["pat@test.example"]


def test_team_is_the_lead_and_the_administrators_and_nobody_else() -> None:
    proposal = f.draft(by=f.proposer_a())
    f.observer_a()
    f.lead_b()
    assert list(message.team(proposal)) == [f.proposer_a()]
    administrator = f.lead_a()
    assert set(message.team(proposal)) == {administrator, f.proposer_a()}
    administrator.is_active = False
    administrator.save()
    assert list(message.team(proposal)) == [f.proposer_a()]


# --- Who may read it ------------------------------------------------------------------------


def to(subject: str) -> set[str]:
    """Return the names of those to whom a mail with this beginning was written."""
    found = Message.objects.filter(subject__startswith=subject).values_list("to", flat=True)
    return {one.split("@")[0] for one in found}


def leave(person: User) -> None:
    Membership.objects.filter(user=person).delete()


def test_lead_who_has_left_the_agency_gets_no_decision() -> None:
    proposal = f.in_review(by=f.proposer_a())
    f.lead_a()
    leave(f.proposer_a())
    f.decided(proposal, "decline")
    assert to("Decision") == {"lead-a"}


def test_lead_who_has_left_the_agency_hears_of_no_amendment() -> None:
    f.draft(by=f.proposer_a())
    f.observer_a()
    leave(f.proposer_a())
    call_actions.amend(f.call(), text="Later.", changed={}, by=f.officer(), at=f.NOW)
    assert to("Amendment") == {"observer-a"}


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_officer_who_has_left_the_office_gets_none_of_its_mail(lost: str) -> None:
    f.officer2()
    call, asker = f.call(), f.lead_a()
    User.objects.filter(pk=f.officer().pk).update(**{lost: False})
    question.ask(call, text="How cold?", by=asker, at=f.NOW)
    assert to("Question on") == {"officer2"}


def test_office_tells_no_officer_about_a_proposal_of_their_own_agency() -> None:
    f.officer2()
    f.member("officer2@test.example", f.agency(), "observer")
    proposal = f.in_review()
    clarification.answer(f.asked(proposal), text="Red.", by=f.lead_a(), at=f.AFTER)
    review.declare_conflict(f.assigned(proposal), reason="Kin", by=f.reviewer(), at=f.AFTER)
    assert to(f"{proposal.reference}: question answered") == {"officer"}
    assert to(f"{proposal.reference}: a reviewer declared a conflict") == {"officer"}


def test_asker_who_was_deactivated_gets_no_answer() -> None:
    asked = question.ask(f.call(), text="How cold?", by=f.lead_a(), at=f.NOW)
    User.objects.filter(pk=f.lead_a().pk).update(is_active=False)
    question.answer(asked, text="Very.", by=f.officer(), at=f.NOW)
    assert to("Your question") == set()


def _decision(person: User) -> None:
    f.decided(f.in_review(), "decline")


def _assignment(person: User) -> None:
    f.assigned(f.in_review())


def _verdict(person: User) -> None:
    agency.judge(f.agency(), verified=False, by=f.officer2(), at=f.NOW, reason="Unknown")


def _answer(person: User) -> None:
    proposal = f.in_review()
    clarification.answer(f.asked(proposal), text="Red.", by=f.lead_a(), at=f.AFTER)


def _is_in_conflict(person: User) -> None:
    review.find_conflict(
        Proposal.objects.get(), reviewer=person, reason="Kin", by=f.officer2(), at=f.AFTER
    )


def _joins(person: User) -> None:
    f.member(person.email, f.agency(), "observer")


@pytest.mark.usefixtures("delivery")
@pytest.mark.parametrize(
    ("cast", "write", "change", "subject"),
    [
        (f.lead_a, _decision, leave, "Decision"),
        (f.lead_a, _verdict, leave, "Agency A: Rejected"),
        (f.reviewer, _assignment, _is_in_conflict, "Review of"),
        (f.officer, _answer, _joins, "CE8-0001: question answered"),
    ],
)
def test_mail_is_withheld_from_whom_access_has_shut_out_since_it_was_written(
    cast: Callable[[], User],
    write: Callable[[User], None],
    change: Callable[[User], None],
    subject: str,
) -> None:
    person = cast()
    write(person)
    change(cast())
    message.deliver(at=timezone.now())
    written = Message.objects.get(to=person.email, subject__startswith=subject)
    assert written.state == "withheld"
    assert written.subject not in {one.subject for one in mail.outbox if one.to[0] == person.email}
    assert message.deliver(at=timezone.now() + timedelta(days=9)) == 0


def test_markup_in_a_title_is_plain_text_in_the_mail() -> None:
    proposal = f.submitted("<b>A & B</b>\r\n")
    receipt = Message.objects.get(about=proposal.reference)
    assert "“<b>A & B</b>" in receipt.body
    assert "\n" not in receipt.subject


@pytest.mark.usefixtures("delivery")
def test_message_goes_to_the_address_that_the_person_has_now() -> None:
    lead = f.lead_a()
    f.submitted()
    User.objects.filter(pk=lead.pk).update(email="moved@test.example")
    message.deliver(at=timezone.now())
    sent = Message.objects.filter(recipient=lead)
    assert set(sent.values_list("to", "state")) == {("moved@test.example", Message.State.SENT)}
    assert {to for one in mail.outbox for to in one.to if "lead-a" in to} == set()
