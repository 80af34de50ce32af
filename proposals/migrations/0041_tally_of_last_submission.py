"""Show the tally of the stage that was submitted last, and end the open reviews of earlier stages.

The tallies are counted anew when all migrations are through (proposals/apps.py).
"""

from typing import Any

from django.db import migrations
from django.db.models import F


def _make_current(apps: Any, stages: dict[int, int]) -> None:
    """Make the tally of a stage the current one, by proposal."""
    Tally = apps.get_model("proposals", "Tally")
    for proposal, stage in stages.items():
        Tally.objects.filter(proposal=proposal, is_current=True).update(is_current=False)
        Tally.objects.update_or_create(
            proposal_id=proposal, stage_id=stage, defaults={"is_current": True}
        )


def show_last_submission(apps: Any, schema_editor: Any) -> None:
    Proposal = apps.get_model("proposals", "Proposal")
    entered = Proposal.objects.filter(current_revision__isnull=False).exclude(
        current_revision__stage=F("stage")
    )
    _make_current(apps, dict(entered.values_list("pk", "current_revision__stage")))


def show_stage(apps: Any, schema_editor: Any) -> None:
    Tally = apps.get_model("proposals", "Tally")
    others = Tally.objects.filter(is_current=True).exclude(stage=F("proposal__stage"))
    _make_current(apps, dict(others.values_list("proposal", "proposal__stage")))


def end_reviews(apps: Any, schema_editor: Any) -> None:
    Assignment = apps.get_model("proposals", "Assignment")
    left = Assignment.objects.filter(state__in=["invited", "accepted"]).exclude(
        revision__stage=F("proposal__stage")
    )
    keys = list(left.values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=keys).update(state="cancelled")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0040_message_audience")]

    operations = [
        migrations.RunPython(show_last_submission, show_stage),
        migrations.RunPython(end_reviews, migrations.RunPython.noop),
    ]
