"""Write the words of each revision that was frozen before they were kept."""

import json
from typing import Any

from django.db import migrations

from proposals.domain.search import words_in
from proposals.models import triggers


def fill(apps: Any, schema_editor: Any) -> None:
    # The triggers refuse every change of a revision; this column isn't part of what is hashed.
    triggers.remove(schema_editor.connection)
    Revision = apps.get_model("proposals", "Revision")
    revisions = Revision.objects.select_related("proposal__lead_agency").order_by("pk")
    for row in revisions.iterator(chunk_size=500):
        content = json.loads(row.content)
        answers = [one["data"] for one in content["sections"].values()]
        row.search = words_in(
            row.proposal.reference,
            row.proposal.lead_agency.name,
            row.title,
            answers,
            content.get("names", {}),
        )
        row.save(update_fields=["search"])
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0019_revision_search")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
