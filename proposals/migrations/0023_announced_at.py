"""Give the announcement of a selection a date of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0022_tally_best_first")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="announced_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="announced"),
        ),
    ]
