"""Store the names of the agencies, and the former names that the history tells of."""

import json
from typing import Any

from django.db import migrations

from proposals.domain.name import normalised


def fill(apps: Any, schema_editor: Any) -> None:
    Agency = apps.get_model("proposals", "Agency")
    AgencyName = apps.get_model("proposals", "AgencyName")
    AuditEntry = apps.get_model("proposals", "AuditEntry")
    rows = []
    for agency in Agency.objects.order_by("pk"):
        today = [agency.name, agency.short_name, *agency.other_names.splitlines()]
        known = {normalised(one) for one in today} - {""}
        entries = AuditEntry.objects.filter(chain=f"agency:{agency.pk}", verb="change")
        for entry in entries.order_by("sequence"):
            before = json.loads(entry.text)["before"]
            for name in filter(None, (before.get("name"), before.get("short_name"))):
                if normalised(name) not in known:
                    known.add(normalised(name))
                    agency.other_names = "\n".join([*agency.other_names.splitlines(), name])
        agency.save(update_fields=["other_names"])
        rows += [AgencyName(agency=agency, name_folded=one) for one in sorted(known - {""})]
    AgencyName.objects.all().delete()
    AgencyName.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0025_agency_name")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
