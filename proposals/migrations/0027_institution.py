"""Keep the institutions of investigators, and find organisations by their names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0026_fill_agency_names")]

    operations = [
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["name_folded"], name="participation_by_name"),
        ),
        migrations.AddIndex(
            model_name="revisionparticipation",
            index=models.Index(fields=["name_folded"], name="revisionparticipation_by_name"),
        ),
        migrations.CreateModel(
            name="Institution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_folded", models.CharField(max_length=600)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="institutions",
                        to="proposals.proposal",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="institutions",
                        to="proposals.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["name_folded"], name="institution_by_name")],
            },
        ),
    ]
