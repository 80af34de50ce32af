"""Name the finished reviews that a recorded conflict has kept out of the scores so far."""

from typing import Any

from django.db import migrations


def leave_out(apps: Any, schema_editor: Any) -> None:
    Conflict = apps.get_model("proposals", "Conflict")
    Assignment = apps.get_model("proposals", "Assignment")
    finished = Assignment.objects.filter(state="conflict", review__finished_at__isnull=False)
    for row in finished.order_by("pk"):
        recorded = Conflict.objects.filter(proposal=row.proposal_id, reviewer=row.reviewer_id)
        row.state = "left_out"
        row.state_reason = recorded.values_list("reason", flat=True).first() or ""
        row.save(update_fields=["state", "state_reason"])


def take_back(apps: Any, schema_editor: Any) -> None:
    Assignment = apps.get_model("proposals", "Assignment")
    Assignment.objects.filter(state="left_out").update(state="conflict")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0038_assignment_left_out")]

    operations = [migrations.RunPython(leave_out, take_back)]
