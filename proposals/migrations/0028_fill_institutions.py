"""Store the investigators' institutions of every revision and of every working copy."""

import json
from typing import Any

from django.db import migrations
from django.db.models import Max

from proposals.domain.name import normalised


def fill(apps: Any, schema_editor: Any) -> None:
    Institution = apps.get_model("proposals", "Institution")
    Revision = apps.get_model("proposals", "Revision")
    SectionVersion = apps.get_model("proposals", "SectionVersion")
    Institution.objects.all().delete()
    rows = []
    revisions = Revision.objects.values_list("proposal", "pk", "content").order_by("pk")
    for proposal, revision, content in revisions.iterator(chunk_size=500):
        team = json.loads(content)["sections"].get("team", {}).get("data", {})
        rows.append((proposal, revision, team.get("pi_institution")))
    saved = SectionVersion.objects.filter(code="team")
    latest = saved.order_by().values("proposal").annotate(latest=Max("pk")).values("latest")
    for proposal, team in saved.filter(pk__in=latest).values_list("proposal", "data"):
        rows.append((proposal, None, team.get("pi_institution")))
    Institution.objects.bulk_create(
        (
            Institution(proposal_id=proposal, revision_id=revision, name_folded=normalised(name))
            for proposal, revision, name in rows
            if normalised(name or "")
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("proposals", "0027_institution")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
