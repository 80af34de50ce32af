"""Every job of the schedule exists, runs, and does its work."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.utils.module_loading import import_string
from django_q.models import Schedule

from proposals.apps import after_migrate
from proposals.jobs import EVERY_MINUTES
from proposals.models.audit import AuditAnchor
from proposals.models.message import Message
from tests import factories as f

pytestmark = pytest.mark.django_db


def run(name: str) -> object:
    return import_string(f"proposals.jobs.{name}")()


@pytest.mark.parametrize("path", EVERY_MINUTES)
def test_job_of_the_schedule_runs_when_there_is_nothing_to_do(path: str) -> None:
    assert import_string(path)() == 0


def test_schedule_of_the_queue_names_the_jobs() -> None:
    after_migrate(using="default", sender=apps.get_app_config("proposals"))
    rows = dict(Schedule.objects.values_list("func", "minutes"))
    assert rows == dict(EVERY_MINUTES)


def test_drafts_lapse_when_their_window_has_settled() -> None:
    proposal = f.draft()
    with time_machine.travel(f.CLOSES + timedelta(minutes=6)):
        assert run("proposal.lapse") == 1
    proposal.refresh_from_db()
    assert proposal.status == "lapsed"


def test_decisions_are_released_when_their_undo_time_is_over() -> None:
    proposal = f.in_review()
    f.scheduled(proposal, "shortlist")
    with time_machine.travel(f.AFTER + timedelta(minutes=9)):
        assert run("decision.release") == 0
    with time_machine.travel(f.AFTER + timedelta(minutes=10)):
        assert run("decision.release") == 1
    proposal.refresh_from_db()
    assert proposal.status == "shortlisted"


def test_mail_is_delivered(settings) -> None:
    settings.EMAIL_DELIVERY = True
    f.submitted()
    waiting = Message.objects.filter(state="queued").count()
    assert run("message.deliver") == waiting == len(mail.outbox)


def test_history_is_anchored() -> None:
    f.draft()
    assert run("audit.anchor") == AuditAnchor.objects.get().entries > 0
