"""Copy the latest extension of each proposal's stage to the proposal."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    Proposal = apps.get_model("proposals", "Proposal")
    Extension = apps.get_model("proposals", "Extension")
    granted = Extension.objects.filter(proposal=OuterRef("pk"), stage=OuterRef("stage"))
    latest = granted.order_by("-until").values("until")[:1]
    Proposal.objects.update(extended_to=Subquery(latest))


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_proposal_extended_to")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
