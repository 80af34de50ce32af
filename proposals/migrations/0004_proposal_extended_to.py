"""Keep on the proposal to when its stage was extended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_one_next_anchor")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="extended_to",
            field=models.DateTimeField(editable=False, null=True, verbose_name="extended to"),
        ),
    ]
