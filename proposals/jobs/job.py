"""Run a job of the schedule, and hand each run to one worker only once."""

from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers.orm import ORM

from proposals.actions import job


def run(path: str) -> int | None:
    """Run a job and note how it ended; return what it returns, or None if it was given up."""
    if not job.begin(path, at=timezone.now()):
        return None
    try:
        done: int = import_string(path)()
    except BaseException as problem:  # the time limit of a run is a SystemExit
        job.fail(path, problem)
        raise
    job.succeed(path)
    return done


class OnceBroker(ORM):
    """A queue in the database that forgets a run when a worker takes it.

    django-q2 keeps it until it has succeeded, and repeats what was killed or failed. Our jobs come
    again by their schedule, so that a repeated run would only hold up the others.
    """

    def dequeue(self) -> Any:
        taken = super().dequeue()
        for task_id, _ in taken or []:
            self.delete(task_id)
        return taken
