"""Announce what is selected: the page of its call has shown it since its decision was released."""

from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

CHAIN = (
    "selected",
    "agreement",
    "development",
    "delivered",
    "integrated",
    "launched",
    "deployed",
    "commissioning",
    "operating",
    "completed",
)


def announce(apps: Any, schema_editor: Any) -> None:
    Decision = apps.get_model("proposals", "Decision")
    Proposal = apps.get_model("proposals", "Proposal")
    released = Decision.objects.filter(
        proposal=OuterRef("pk"), outcome="select", released_at__isnull=False
    )
    latest = released.order_by("-released_at").values("released_at")[:1]
    Proposal.objects.filter(status__in=CHAIN, announced_at=None).update(
        announced_at=Coalesce(Subquery(latest), F("status_since"))
    )


class Migration(migrations.Migration):
    dependencies = [("proposals", "0023_announced_at")]

    operations = [migrations.RunPython(announce, migrations.RunPython.noop)]
