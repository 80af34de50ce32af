"""Add the number of finished reviews that a stage wants."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0032_tally_assigned")]

    operations = [
        migrations.AddField(
            "stage",
            "reviews_wanted",
            models.PositiveSmallIntegerField(
                default=2,
                help_text="Finished reviews of each proposal. A decision on a proposal that has fewer needs a reason.",
                validators=[django.core.validators.MaxValueValidator(20)],
                verbose_name="reviews wanted",
            ),
        ),
    ]
