"""Fill in who took part in each revision, from its frozen text.

An organisation is linked to the agency of its name that is registered today: a link that is one
too many hides a proposal from a person of that agency, and one too few would show it.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db import migrations

from proposals.domain.name import normalised


def fill(apps: Any, schema_editor: Any) -> None:
    Agency = apps.get_model("proposals", "Agency")
    Revision = apps.get_model("proposals", "Revision")
    RevisionParticipation = apps.get_model("proposals", "RevisionParticipation")
    if RevisionParticipation.objects.exists():
        return  # migrated here, back by this one step, and here again
    known = {normalised(one.name): one for one in Agency.objects.only("name")}
    revisions = Revision.objects.select_related("proposal__lead_agency").order_by("pk")
    rows = []
    for revision in revisions.iterator(chunk_size=500):
        rows += [
            RevisionParticipation(revision=revision, **columns)
            for columns in _columns(revision, known)
        ]
        if len(rows) > 500:
            RevisionParticipation.objects.bulk_create(rows)
            rows = []
    RevisionParticipation.objects.bulk_create(rows)


def _columns(revision: Any, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    content = json.loads(revision.content)
    agency = revision.proposal.lead_agency
    name = content.get("lead_agency") or agency.name
    yield {
        "name": name,
        "name_folded": normalised(name),
        "country": str(agency.country or ""),
        "role": "lead_institution",
        "agency": agency,
    }
    team = content["sections"].get("team", {}).get("data", {})
    for row in team.get("organisations") or []:
        yield {
            "name": row["name"],
            "name_folded": normalised(row["name"]),
            "country": row.get("country") or "",
            "role": row["role"],
            "brings": row.get("brings") or "",
            "agency": known.get(normalised(row["name"])),
        }


class Migration(migrations.Migration):
    dependencies = [("proposals", "0017_revision_participation")]

    # Backwards the table goes with the step before; its triggers would refuse to empty it here.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
