"""Write the compared and searched names anew, as proposals/domain/name.py writes them now."""

from typing import Any

from django.db import migrations

from proposals.domain.name import normalised


def write(apps: Any, schema_editor: Any) -> None:
    Participation = apps.get_model("proposals", "Participation")
    for row in Participation.objects.only("name", "name_folded").iterator():
        row.name_folded = normalised(row.name)
        row.save(update_fields=["name_folded"])
    Proposal = apps.get_model("proposals", "Proposal")
    proposals = Proposal.objects.select_related("lead_agency", "current_revision")
    for row in proposals.defer("current_revision__content").iterator():
        title = row.current_revision.title if row.current_revision else row.title
        row.search = normalised(f"{row.reference} {row.lead_agency.name} {title}")
        row.save(update_fields=["search"])


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_fill_extended_to")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
