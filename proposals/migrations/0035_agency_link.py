"""Keep the links between organisations on proposals and registered agencies in a table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0034_no_reviews_in_records")]

    operations = [
        migrations.CreateModel(
            name="AgencyLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="organisation")),
                ("name_folded", models.CharField(editable=False, max_length=600)),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="proposals.agency",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agency_links",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["proposal", "name_folded", "country"], name="one_agency_link"
                    )
                ],
            },
        ),
    ]
