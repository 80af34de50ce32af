"""Keep the links that were made by name, if the agency is verified and of the same country.

A link to any other agency ends, because anybody could make it by registering under that name.
Revisions keep theirs: their rows never change.
"""

from typing import Any

from django.db import migrations
from django.db.models import F

COLUMNS = ("name", "name_folded", "country", "agency")


def fill(apps: Any, schema_editor: Any) -> None:
    Participation = apps.get_model("proposals", "Participation")
    RevisionParticipation = apps.get_model("proposals", "RevisionParticipation")
    AgencyLink = apps.get_model("proposals", "AgencyLink")
    links = {}
    for model, proposal in ((RevisionParticipation, "revision__proposal"), (Participation, "proposal")):
        linked = model.objects.filter(agency__state="verified", country=F("agency__country"))
        others = linked.exclude(agency=F(f"{proposal}__lead_agency")).order_by("pk")
        for proposal_id, name, folded, country, agency in others.values_list(proposal, *COLUMNS):
            links[proposal_id, folded, country] = AgencyLink(
                proposal_id=proposal_id,
                name=name,
                name_folded=folded,
                country=country,
                agency_id=agency,
            )
    AgencyLink.objects.bulk_create(links.values(), ignore_conflicts=True)
    by_name = Participation.objects.exclude(agency=None)
    by_name.exclude(agency=F("proposal__lead_agency")).update(agency=None)


def back(apps: Any, schema_editor: Any) -> None:
    Participation = apps.get_model("proposals", "Participation")
    for link in apps.get_model("proposals", "AgencyLink").objects.order_by("pk"):
        Participation.objects.filter(
            proposal=link.proposal_id,
            name_folded=link.name_folded,
            country=link.country,
            agency=None,
        ).update(agency=link.agency_id)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0035_agency_link")]

    operations = [migrations.RunPython(fill, back)]
