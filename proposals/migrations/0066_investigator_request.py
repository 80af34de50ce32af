"""Questions to investigators, whether they take part as the proposal says."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0065_equipment_mode"),
    ]

    operations = [
        migrations.CreateModel(
            name="InvestigatorRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField(verbose_name="name")),
                ("institution", models.TextField(blank=True, verbose_name="institution")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "share",
                    models.CharField(blank=True, max_length=10, verbose_name="share of time"),
                ),
                ("is_principal", models.BooleanField(verbose_name="principal investigator")),
                ("part_sha256", models.CharField(max_length=64)),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Doesn't take part"),
                            ("replaced", "Asked again"),
                            ("ended", "Ended with the proposal"),
                        ],
                        default="asked",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="investigator_requests",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to an investigator",
                "verbose_name_plural": "requests to investigators",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["asked_by", "asked_at"], name="investigator_asked_by_sender"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed", "declined"])),
                        fields=("proposal", "part_sha256"),
                        name="one_request_of_a_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("state__in", ["confirmed", "declined"]),
                            ),
                            models.Q(
                                ("answered_at", None), ("state__in", ["asked", "replaced", "ended"])
                            ),
                            _connector="OR",
                        ),
                        name="answered_request_has_its_time",
                    ),
                ],
            },
        ),
    ]
