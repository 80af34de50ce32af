"""Keep the organisations of each revision as they were submitted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0016_topic_code_in_call")]

    operations = [
        migrations.CreateModel(
            name="RevisionParticipation",
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
                ("role", models.CharField(max_length=20, verbose_name="role")),
                ("brings", models.CharField(blank=True, max_length=300, verbose_name="brings")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_participations",
                        to="proposals.agency",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="proposals.revision",
                    ),
                ),
            ],
            options={"ordering": ["pk"], "abstract": False},
        ),
    ]
