"""Keep finished reviews out of the scores, cancel assignments, waive conflicts: with reasons."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0037_job")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="state_reason",
            field=models.CharField(blank=True, max_length=1000, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="conflict",
            name="waive_reason",
            field=models.CharField(blank=True, max_length=1000, verbose_name="why it was waived"),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="state",
            field=models.CharField(
                choices=[
                    ("invited", "Invited"),
                    ("accepted", "Accepted"),
                    ("conflict", "Conflict declared"),
                    ("finished", "Review finished"),
                    ("left_out", "Review not counted"),
                    ("cancelled", "Cancelled"),
                ],
                default="invited",
                max_length=9,
                verbose_name="state",
            ),
        ),
    ]
