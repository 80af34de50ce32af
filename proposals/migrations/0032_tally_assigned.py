"""Name the column of assigned reviewers after what it counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0031_fill_asked_masses")]

    operations = [
        migrations.RenameField("tally", "wanted", "assigned"),
        migrations.AlterField(
            "tally",
            "assigned",
            models.PositiveSmallIntegerField(default=0, verbose_name="reviewers assigned"),
        ),
    ]
