"""Make offers, to which limits can belong, and count a call's amendments on the call."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_saved_view")]

    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="Stands for the offer in what is submitted.",
                        max_length=40,
                        verbose_name="code",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="proposals.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="proposals.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer",
                "verbose_name_plural": "offers",
                "ordering": ["call_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("call", "platform"), name="platform_offered_once"
                    ),
                    models.UniqueConstraint(fields=("call", "code"), name="offer_code_in_call"),
                ],
            },
        ),
        migrations.RemoveConstraint("limit", "one_limit_per_quantity_and_scope"),
        migrations.AddField(
            model_name="limit",
            name="offer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="limits",
                to="proposals.offer",
            ),
        ),
        migrations.AlterField(
            model_name="limit",
            name="platform",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="limits",
                to="proposals.platform",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="last_amendment",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
