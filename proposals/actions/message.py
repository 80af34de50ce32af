"""The outbox: queue mail in the transaction that causes it, and deliver what is due."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from proposals.access.message import may_receive
from proposals.access.person import Role
from proposals.actions import job
from proposals.domain.audience import Audience
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember

logger = logging.getLogger(__name__)
CONSOLE = "django.core.mail.backends.console.EmailBackend"
MAX_TRIES = 8
# If a worker died while it sent a message, another worker may take the row after this time. It is
# longer than the time limit of a run (Q_CLUSTER).
LEASE = timedelta(minutes=5)


def queue(*, to: str, subject: str, body: str, about: str) -> Message:
    """Write one message to the outbox; the worker sends it."""
    one_line = " ".join(subject.split())[:300]
    return Message.objects.create(to=to, subject=one_line, body=body, about=about)


def tell(
    users: Iterable[User], template: str, *, audience: Audience, about: str, **context: Any
) -> None:
    """Queue a message to each of these people who may read it, in their language.

    `template` names templates/mail/<template>.txt, whose first line is the subject. `audience` and
    `about` say what a person must be allowed to read, which is asked again when it is sent.
    """
    messages = []
    for user in users:
        if not may_receive(user, audience, about=about):
            continue
        with translation.override(user.language):
            text = render_to_string(
                f"mail/{template}.txt", {"user": user, "site_url": settings.SITE_URL, **context}
            )
        subject, _, body = text.strip().partition("\n")
        messages.append(
            Message(
                to=user.email,
                recipient=user,
                audience=audience,
                subject=" ".join(subject.split())[:300],
                body=body.strip(),
                about=about,
            )
        )
    Message.objects.bulk_create(messages)


def send_link(to: str, template: str, *, language: str, **context: Any) -> None:
    """Queue a mail with a link that is for the owner of an address, who may have no account.

    The office can't read it. The demonstration, which sends no mail, prints it on the console.
    """
    with translation.override(language):
        text = render_to_string(
            f"mail/{template}.txt", {"user": to, "site_url": settings.SITE_URL, **context}
        )
    subject, _, body = text.strip().partition("\n")
    queued = queue(to=to, subject=subject, body=body.strip(), about="invitation")
    if settings.DEMO and not settings.EMAIL_DELIVERY:
        printed = EmailMessage(queued.subject, queued.body, to=[to])
        get_connection(CONSOLE).send_messages([printed])


def team(proposal: Proposal) -> QuerySet[User]:
    """Return who gets mail about a proposal: its lead, and the administrators of its agencies.

    A lead who is in the lead agency no more, and was not invited to the proposal, gets none.
    """
    own, joined = proposal.lead_agency_id, proposal.joinings.joined().order_by().values("agency")
    administrators = Membership.objects.filter(
        Q(agency=own) | Q(agency__in=joined), role=Membership.Role.ADMINISTRATOR
    )
    lead = Membership.objects.filter(agency=own, user=proposal.lead_id)
    invited = TeamMember.objects.filter(proposal=proposal.pk, role__in=TeamMember.PRESENT)
    people = (
        Q(pk__in=administrators.values("user"))
        | Q(pk__in=lead.values("user"))
        | Q(pk__in=invited.filter(user=proposal.lead_id).values("user"))
    )
    return User.objects.filter(people, is_active=True).order_by("pk")


def tell_team(proposal: Proposal, template: str, **context: Any) -> None:
    tell(
        team(proposal),
        template,
        audience=Audience.TEAM,
        about=proposal.reference,
        proposal=proposal,
        **context,
    )


def tell_office(template: str, *, about: str, **context: Any) -> None:
    officers = User.objects.filter(groups__name=Role.OFFICER).order_by("pk")
    tell(officers, template, audience=Audience.OFFICE, about=about, **context)


def deliver(*, at: datetime, limit: int = 50) -> int:
    """Send the messages that are due; return how many were sent. Needs a mail server.

    A server that hangs ends a run early: what is left is sent by the next runs.
    """
    if not settings.EMAIL_DELIVERY:
        return 0
    due = Message.objects.filter(
        state__in=[Message.State.QUEUED, Message.State.SENDING], next_try_at__lte=at
    )
    _give_up_dead(due)
    # A message that was tried before waits behind those that weren't.
    waiting = due.select_related("recipient").order_by("tries", "pk")[:limit]
    return sum(_send(message, at=at) for message in job.in_time(waiting))


def _give_up_dead(due: QuerySet[Message]) -> None:
    """Give up the messages whose worker died at the last try, so that nobody noted the failure."""
    due.filter(state=Message.State.SENDING, tries__gte=MAX_TRIES).update(
        state=Message.State.FAILED,
        problem=gettext("The worker ended before it had sent the message."),
    )


def _send(message: Message, *, at: datetime) -> bool:
    # The update must change one row, so that two workers don't send the same message. The try is
    # counted now, because a worker that dies counts nothing.
    if message.recipient:  # who may have another address since it was queued
        message.to = message.recipient.email
    claimed = Message.objects.filter(
        pk=message.pk, state=message.state, tries=message.tries
    ).update(
        to=message.to,
        state=Message.State.SENDING,
        tries=F("tries") + 1,
        next_try_at=at + LEASE,
    )
    if not claimed:
        return False
    if message.recipient and not may_receive(
        message.recipient, message.audience, about=message.about
    ):
        Message.objects.filter(pk=message.pk).update(state=Message.State.WITHHELD)
        return False
    try:
        EmailMessage(message.subject, message.body, to=[message.to]).send()
    except Exception as problem:  # after any error the message stays in the outbox
        _postpone(message, str(problem), at=at)
        return False
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, problem="")
    return True


def _postpone(message: Message, problem: str, *, at: datetime) -> None:
    tries = message.tries + 1
    logger.warning("message %s wasn't sent: %s", message.pk, problem)
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.FAILED if tries >= MAX_TRIES else Message.State.QUEUED,
        problem=problem[:500],
        next_try_at=at + timedelta(minutes=2**tries),
    )
