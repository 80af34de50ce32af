"""Tell planned dates from actual ones, and drop the columns that became claims."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0044_fill_claims")]

    operations = [
        migrations.RenameField("call", "preliminary_selection", "preliminary_selection_planned"),
        migrations.RenameField("call", "final_selection", "final_selection_planned"),
        migrations.AlterField(
            model_name="call",
            name="preliminary_selection_planned",
            field=models.CharField(
                blank=True,
                help_text="A day or a month.",
                max_length=30,
                verbose_name="preliminary selection, as planned",
            ),
        ),
        migrations.AlterField(
            model_name="call",
            name="final_selection_planned",
            field=models.CharField(
                blank=True, max_length=30, verbose_name="final selection, as planned"
            ),
        ),
        migrations.RemoveField("call", "received"),
        migrations.RemoveField("call", "shortlisted"),
        migrations.RemoveField("call", "selected"),
        migrations.RemoveField("result", "level"),
        migrations.RemoveField("result", "mass_kg"),
    ]
