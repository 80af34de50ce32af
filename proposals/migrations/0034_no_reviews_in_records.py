"""Stages without criteria, such as those of the public record, want no reviews."""

from typing import Any

from django.db import migrations


def want_none(apps: Any, schema_editor: Any) -> None:
    Stage = apps.get_model("proposals", "Stage")
    Stage.objects.filter(criteria__isnull=True).update(reviews_wanted=0)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0033_stage_reviews_wanted")]

    operations = [migrations.RunPython(want_none, migrations.RunPython.noop)]
