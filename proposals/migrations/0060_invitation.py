"""Invitations by mail, whose links are kept as hashes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0059_team_member"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("proposer", "Proposer"),
                            ("observer", "Observer"),
                            ("edit", "May edit"),
                            ("read", "May read"),
                        ],
                        max_length=14,
                        verbose_name="role",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("withdrawn", "Taken back"),
                            ("ended", "Ended with the proposal"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True)),
                ("consent_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="proposals.agency",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-sent_at", "-pk"],
                "indexes": [
                    models.Index(fields=["invited_by", "sent_at"], name="invitation_by_sender")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("proposal", None), ("state", "open")),
                        fields=("agency", "email"),
                        name="one_open_invitation_to_agency",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("proposal__isnull", False), ("state", "open")),
                        fields=("proposal", "email"),
                        name="one_open_invitation_to_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("proposal", None),
                                ("role__in", ["administrator", "proposer", "observer"]),
                            ),
                            models.Q(("proposal__isnull", False), ("role__in", ["edit", "read"])),
                            _connector="OR",
                        ),
                        name="invitation_role_fits",
                    ),
                ],
            },
        ),
    ]
