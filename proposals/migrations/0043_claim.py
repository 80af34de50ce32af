"""Let each claim of the public record have its own source and standing."""

import django.db.models.deletion
from django.db import migrations, models

import proposals.models.claim


class Migration(migrations.Migration):
    dependencies = [("proposals", "0042_growth_allowance")]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("passed", "Passed"),
                            ("selected", "Selected"),
                            ("date", "Date"),
                            ("terms", "Terms"),
                            ("limit", "Limit of a platform"),
                            ("partner", "Chinese partner of a project"),
                            ("mass", "Mass of a project"),
                            ("other", "Other"),
                        ],
                        max_length=8,
                        verbose_name="topic",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="text")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("official", "official"),
                            ("reported", "reported"),
                            ("inferred", "inferred by this site"),
                        ],
                        max_length=8,
                        verbose_name="standing",
                    ),
                ),
                ("outlet", models.CharField(blank=True, max_length=100, verbose_name="outlet")),
                (
                    "published_on",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[proposals.models.claim.known_day],
                        verbose_name="published",
                    ),
                ),
                ("address", models.URLField(blank=True, verbose_name="address")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="proposals.call",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="proposals.offer",
                        verbose_name="on the platform",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="proposals.result",
                        verbose_name="on the project",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("standing", "inferred"), _negated=True)
                        | models.Q(("outlet", "")),
                        name="inferred_claim_has_no_outlet",
                        violation_error_message="What this site inferred has no outlet.",
                    )
                ],
            },
        ),
    ]
