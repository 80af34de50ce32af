"""Take the limits off the platforms, and the platforms off the calls."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0012_fill_offers")]

    operations = [
        migrations.RemoveField(model_name="limit", name="platform"),
        migrations.AlterField(
            model_name="limit",
            name="offer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="limits",
                to="proposals.offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="limit",
            constraint=models.UniqueConstraint(
                fields=("offer", "quantity", "scope"), name="one_limit_per_quantity_and_scope"
            ),
        ),
        migrations.RemoveField(model_name="call", name="platforms"),
    ]
