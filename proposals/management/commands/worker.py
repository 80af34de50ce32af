"""`manage.py worker`: run the background jobs, each queue with workers of its own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from proposals.actions import job
from proposals.management.supervisor import Supervisor

# Longer than the time limit of a run, so that what runs may finish.
SHUTDOWN_SECONDS = 170


def start_workers(running: Supervisor) -> None:
    """Bring the schedule up to date, and start a cluster of django-q2 for each queue."""
    job.bring_schedule_up_to_date()
    connections.close_all()
    for queue in job.queues():
        running.start(f"{queue} worker", "manage.py", "qcluster", Q_CLUSTER_NAME=queue)


class Command(BaseCommand):
    help = "Run the background jobs until a signal comes. Mail and the scanner have workers of their own."

    def handle(self, *args: Any, **options: Any) -> None:
        with Supervisor(patience_seconds=SHUTDOWN_SECONDS) as running:
            start_workers(running)
            ended = running.wait()
        if ended:
            raise CommandError(f"The {ended} ended by itself, so the rest was stopped too.")
