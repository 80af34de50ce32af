"""Every job of the schedule exists, runs, and does its work; the queue follows the schedule."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.core import mail
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from proposals.actions import job
from proposals.domain.job import SCHEDULE
from proposals.models.audit import AuditAnchor
from proposals.models.job import Job
from proposals.models.message import Message
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scanner(settings: Any) -> None:
    """Configure a scanner, so that every job is scheduled; nobody listens at this port."""
    settings.CLAMD_URL = "tcp://127.0.0.1:9"


def run(name: str) -> object:
    return import_string(f"proposals.jobs.{name}")()


@pytest.mark.parametrize("path", [one.path for one in SCHEDULE])
def test_job_of_the_schedule_runs_when_there_is_nothing_to_do(path: str) -> None:
    job.bring_schedule_up_to_date()
    row = Schedule.objects.get(name=path)
    assert import_string(row.func)(*eval(row.args)) == 0


def rows() -> list[tuple[Any, ...]]:
    return sorted(Schedule.objects.values_list("name", "minutes", "cluster"), key=str)


WANTED = sorted([(one.path, one.minutes, one.queue) for one in SCHEDULE], key=str)


def test_schedule_of_the_queue_names_the_jobs() -> None:
    job.bring_schedule_up_to_date()
    assert rows() == WANTED
    assert set(Schedule.objects.values_list("schedule_type", "repeats")) == {("I", -1)}


def test_mail_has_a_queue_of_its_own_and_every_queue_has_workers() -> None:
    queues = {one.path: one.queue for one in SCHEDULE}
    assert queues.pop("proposals.jobs.message.deliver") == "mail"
    assert queues.pop("proposals.jobs.document.scan") == "scan"
    assert set(queues.values()) == {None}
    clusters: Any = site.Q_CLUSTER
    assert (clusters["name"], *clusters["ALT_CLUSTERS"]) == job.queues()


def test_scanner_has_a_queue_and_a_job_only_where_one_is_configured(settings: Any) -> None:
    settings.CLAMD_URL = ""
    job.bring_schedule_up_to_date()
    assert not Schedule.objects.filter(name="proposals.jobs.document.scan").exists()
    assert job.queues() == ("tracker", "mail")


def anchor_row() -> Any:
    return Schedule.objects.filter(name="proposals.jobs.audit.anchor")


# What an older version, two starts at once or a hand may have left behind.
LEFT_BEHIND: dict[str, Callable[[], object]] = {
    "other minutes": lambda: anchor_row().update(minutes=1),
    "other function": lambda: anchor_row().update(func="proposals.jobs.audit.anchor", args=None),
    "other queue": lambda: anchor_row().update(cluster="mail"),
    "missing": lambda: anchor_row().delete(),
    "twice": lambda: Schedule.objects.create(name=anchor_row().get().name, func="x", minutes=60),
    "dropped": lambda: Schedule.objects.create(name="proposals.jobs.old.job", func="x", minutes=5),
}


@pytest.mark.parametrize("case", LEFT_BEHIND)
def test_start_brings_the_schedule_up_to_date(case: str) -> None:
    job.bring_schedule_up_to_date()
    LEFT_BEHIND[case]()
    job.bring_schedule_up_to_date()
    assert rows() == WANTED
    assert set(Schedule.objects.values_list("func", flat=True)) == {"proposals.jobs.job.run"}


def test_start_leaves_the_next_run_of_a_job_as_it_was() -> None:
    job.bring_schedule_up_to_date()
    later = timezone.now() + timedelta(minutes=40)
    anchor_row().update(next_run=later)
    job.bring_schedule_up_to_date()
    assert anchor_row().get().next_run == later


def test_job_with_other_minutes_runs_soon() -> None:
    """Otherwise a job of every minute waits for an hour that is no longer in the schedule."""
    job.bring_schedule_up_to_date()
    anchor_row().update(minutes=1440, next_run=timezone.now() + timedelta(minutes=1440))
    job.bring_schedule_up_to_date()
    assert anchor_row().get().next_run <= timezone.now()


def test_failures_of_a_dropped_job_are_forgotten() -> None:
    job.begin("proposals.jobs.old.job", at=timezone.now())
    job.bring_schedule_up_to_date()
    assert not Job.objects.exists()


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
