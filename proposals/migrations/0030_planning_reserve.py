from decimal import Decimal

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0029_unknown_masses")]

    operations = [
        migrations.RenameField("call", "system_margin", "planning_reserve"),
        migrations.AlterField(
            model_name="call",
            name="planning_reserve",
            field=models.DecimalField(
                decimal_places=3,
                default=Decimal("0.2"),
                help_text="What is kept of the mass when proposals are selected, as a fraction: sum of NTE × (1 + reserve) ≤ limit.",
                max_digits=4,
                validators=[
                    django.core.validators.MinValueValidator(Decimal(0)),
                    django.core.validators.MaxValueValidator(Decimal(1)),
                ],
                verbose_name="planning reserve",
            ),
        ),
    ]
