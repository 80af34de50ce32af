"""A job that fails or is killed is tried a few times, rests, and is shown on the desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ
from django_q.tasks import async_task

from proposals.actions import decision, proposal
from proposals.domain.job import MAX_TRIES, REST
from proposals.jobs import job
from proposals.models.job import Job
from proposals.models.message import Message
from tests import factories as f
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

RELEASE = "proposals.jobs.decision.release"
FAILING = f"{__name__}.fail_or_end"
FULL = OSError("No space left on device")
TOO_LONG = TimeoutException("Task exceeded maximum timeout value (60 seconds)")


@pytest.fixture
def problems() -> Iterator[list[BaseException]]:
    yield PROBLEMS
    PROBLEMS.clear()


# The job of these tests fails with the first of them, and succeeds without one.
PROBLEMS: list[BaseException] = []


def fail_or_end() -> int:
    if PROBLEMS:
        raise PROBLEMS[0]
    return 0


def run_and_fail(times: int, error: type[BaseException]) -> None:
    for _ in range(times):
        with pytest.raises(error):
            job.run(FAILING)


def desk(user: Any) -> str:
    return Page(as_(user).get("/admin/")).text


def test_job_that_fails_is_shown_on_the_desk_after_a_few_tries(
    problems: list[BaseException],
) -> None:
    problems.append(FULL)
    run_and_fail(MAX_TRIES - 1, OSError)
    assert "Background work that fails" not in desk(f.officer())
    run_and_fail(1, OSError)
    for user in (f.officer(), f.auditor(), f.root()):
        assert "given up after 5 tries. OSError: No space left on device" in desk(user)
    for user in (f.chair(), f.reviewer()):
        assert "No space left" not in desk(user)


def test_job_that_was_given_up_rests_and_is_tried_again(problems: list[BaseException]) -> None:
    problems.append(FULL)
    with time_machine.travel(f.NOW, tick=False) as clock:
        run_and_fail(MAX_TRIES, OSError)
        clock.shift(REST - timedelta(seconds=1))
        assert job.run(FAILING) is None
        clock.shift(timedelta(seconds=1))
        run_and_fail(1, OSError)
        assert job.run(FAILING) is None
        problems.clear()
        clock.shift(REST)
        assert job.run(FAILING) == 0
        assert job.run(FAILING) == 0
    assert "Background work that fails" not in desk(f.officer())


def test_job_that_takes_too_long_is_given_up(problems: list[BaseException]) -> None:
    problems.append(TOO_LONG)
    run_and_fail(MAX_TRIES, TimeoutException)
    assert job.run(FAILING) is None
    assert str(TOO_LONG) in desk(f.officer())


def test_job_whose_worker_dies_each_time_is_given_up() -> None:
    Job.objects.create(path=RELEASE, tries=MAX_TRIES, started_at=timezone.now())
    assert job.run(RELEASE) is None
    shown = "Release decisions: given up after 5 tries. The worker ended before the job did."
    assert shown in desk(f.officer())


def test_run_is_taken_from_the_queue_once() -> None:
    """A run that is killed or fails doesn't come back: the schedule brings the next."""
    async_task("proposals.jobs.job.run", RELEASE)
    assert len(get_broker().dequeue()) == 1
    assert not OrmQ.objects.exists()


def test_run_gives_back_what_it_can_not_do_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a thousand drafts that close at once hold up the release of a decision."""
    f.draft()
    f.scheduled(f.in_review("Decided"), "shortlist")
    monkeypatch.setattr("proposals.actions.job.RUN_ENDS_AFTER", timedelta())
    late = f.AFTER + timedelta(days=1)
    assert proposal.lapse_due(at=late) == decision.release_due(at=late) == 0
    monkeypatch.undo()
    assert proposal.lapse_due(at=late) == decision.release_due(at=late) == 1


def test_mail_that_failed_is_counted_on_the_desk() -> None:
    f.submitted()
    Message.objects.update(state="failed")
    assert "that couldn't be sent" in desk(f.officer())
