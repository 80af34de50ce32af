"""Tell which members may bind their agency."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0052_asked_field")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="is_signatory",
            field=models.BooleanField(default=False, verbose_name="may bind the agency"),
        ),
    ]
