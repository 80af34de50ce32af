"""Keep the other and former names of an agency, and all its names as they are compared."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0024_announce_selected")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="other_names",
            field=models.TextField(
                blank=True,
                help_text="One on each line. They are compared when conflicts of interest are looked for.",
                max_length=2000,
                verbose_name="other and former names",
            ),
        ),
        migrations.CreateModel(
            name="AgencyName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_folded", models.CharField(max_length=600)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="proposals.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["agency", "name_folded"], name="one_agency_name"
                    )
                ],
            },
        ),
    ]
