"""`manage.py seed_demo`: the public record of three calls, and four calls for demonstration."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from proposals.actions import audit
from proposals.management.demonstration import account, call, life, source
from proposals.management.demonstration.scene import play
from proposals.models.account import User
from proposals.models.call import Call
from proposals.models.proposal import Proposal


class Command(BaseCommand):
    help = "Seed the public record and the demonstration: once, all of it or nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = source.read("demo")["calls"]
        if Call.objects.filter(slug__in=[row["slug"] for row in rows]).exists():
            self.stdout.write("The demonstration is here already; nothing was changed.")
            return
        _refuse_real_data()
        seed(at=timezone.now())
        self.stdout.write(_summary())


@transaction.atomic
def seed(*, at: datetime) -> None:
    """Seed everything; all dates count from the day of `at`."""
    calendar = source.Calendar(at.date())
    cast = account.seed(calendar)
    call.seed_record(by=cast.officer, at=at)
    scenes = [call.seed_call(row, cast, calendar) for row in source.read("demo")["calls"]]
    # All calls are played together, so that ids and mails are in the order of time.
    play(
        story
        for scene in scenes
        for story in (
            *life.lives(scene),
            call.amended(scene),
            *(call.asked(scene, row) for row in scene.row["questions"]),
        )
    )
    audit.anchor(at=at)


def _refuse_real_data() -> None:
    if Proposal.objects.exists():
        raise CommandError("This database holds proposals; the demonstration wants an empty one.")
    if User.objects.filter(email__in=account.addresses()).exists():
        raise CommandError("This database holds people with the demonstration's addresses already.")


def _summary() -> str:
    lines = []
    for one in Call.objects.order_by("pk"):
        statuses = Counter(one.proposals.values_list("status", flat=True))
        counts = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
        lines.append(f"{one.title}: {counts or 'public record'}")
    return "\n".join(lines)
