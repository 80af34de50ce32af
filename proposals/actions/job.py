"""The background jobs: begin and end a run, and bring the queue's schedule up to date."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.models import Schedule

from proposals.domain.job import MAIL, MAX_TRIES, REST, SCAN, SCHEDULE
from proposals.models.job import Job

# The worker calls this function with the path of the job.
RUN = "proposals.jobs.job.run"
# A run begins with no further row after this time, so that it ends before its time limit
# (Q_CLUSTER) and doesn't hold up other jobs.
RUN_ENDS_AFTER = timedelta(seconds=30)
Row = TypeVar("Row")


def in_time(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows until the time of a run is over; the next run finds the others."""
    begun = timezone.now()
    for row in rows:
        if timezone.now() - begun >= RUN_ENDS_AFTER:
            return
        yield row


def begin(path: str, *, at: datetime) -> bool:
    """Count a try before it begins; return False for a job that was given up and still rests."""
    job, _ = Job.objects.get_or_create(path=path, defaults={"started_at": at})
    if job.tries >= MAX_TRIES and at < job.started_at + REST:
        return False
    Job.objects.filter(path=path).update(tries=F("tries") + 1, started_at=at, problem="")
    return True


def fail(path: str, problem: BaseException) -> None:
    """Note why a run failed."""
    reason = f"{type(problem).__name__}: {problem}"
    Job.objects.filter(path=path).update(problem=reason[:500])


def succeed(path: str) -> None:
    """Forget the failures before."""
    Job.objects.filter(path=path).update(tries=0, problem="")


def queues() -> tuple[str, ...]:
    """Return the queues that have workers, the one of all jobs without a queue first."""
    return (settings.Q_CLUSTER["name"], MAIL, *((SCAN,) if settings.CLAMD_URL else ()))


@transaction.atomic
def bring_schedule_up_to_date() -> None:
    """Make the queue's schedule equal to `domain/job.py`; unchanged rows keep their next run."""
    wanted = [job for job in SCHEDULE if job.queue in (None, *queues())]
    missing = {(job.path, RUN, repr((job.path,)), job.minutes, job.queue): job for job in wanted}
    for row in Schedule.objects.select_for_update().order_by("pk"):
        if not missing.pop((row.name, row.func, row.args, row.minutes, row.cluster), None):
            row.delete()
    for name, function, arguments, minutes, queue in missing:
        Schedule.objects.create(
            name=name,
            func=function,
            args=arguments,
            schedule_type=Schedule.MINUTES,
            minutes=minutes,
            cluster=queue,
        )
    Job.objects.exclude(path__in=[job.path for job in SCHEDULE]).delete()
