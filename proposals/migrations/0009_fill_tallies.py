"""Make a tally for each stage of each proposal, and mark what was changed since it was submitted.

What the tallies count is filled in when all migrations are through (proposals/apps.py): it takes
the rules of the calls to know which limits a proposal breaks.
"""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef


def make_tallies(apps: Any, schema_editor: Any) -> None:
    Proposal = apps.get_model("proposals", "Proposal")
    Revision = apps.get_model("proposals", "Revision")
    Tally = apps.get_model("proposals", "Tally")
    stages = set(Proposal.objects.values_list("pk", "stage"))
    current = dict(stages)
    stages |= set(Revision.objects.values_list("proposal", "stage"))
    Tally.objects.bulk_create(
        (
            Tally(proposal_id=proposal, stage_id=stage, is_current=current[proposal] == stage)
            for proposal, stage in sorted(stages)
        ),
        batch_size=500,
    )


def mark_changed(apps: Any, schema_editor: Any) -> None:
    Proposal = apps.get_model("proposals", "Proposal")
    SectionVersion = apps.get_model("proposals", "SectionVersion")
    Document = apps.get_model("proposals", "Document")
    frozen = SectionVersion.objects.filter(
        revisions=OuterRef(OuterRef("current_revision")), code=OuterRef("code")
    )
    sections = SectionVersion.objects.filter(proposal=OuterRef("pk")).exclude(
        Exists(frozen.filter(pk__gte=OuterRef("pk")))
    )
    documents = Document.objects.filter(proposal=OuterRef("pk"))
    added = documents.filter(removed_at=None).exclude(revisions=OuterRef("current_revision"))
    removed = documents.filter(removed_at__isnull=False, revisions=OuterRef("current_revision"))
    submitted = Proposal.objects.filter(current_revision__isnull=False)
    changed = submitted.filter(Exists(sections) | Exists(added) | Exists(removed))
    keys = list(changed.values_list("pk", flat=True))
    Proposal.objects.filter(pk__in=keys).update(has_unsubmitted_changes=True)


def remove_tallies(apps: Any, schema_editor: Any) -> None:
    apps.get_model("proposals", "Tally").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0008_tally")]

    operations = [
        migrations.RunPython(make_tallies, remove_tallies),
        migrations.RunPython(mark_changed, migrations.RunPython.noop),
    ]
