"""Give the topics of a call a code, which stands for them in answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0013_limit_of_an_offer")]

    operations = [
        migrations.AddField(
            model_name="calltopic",
            name="code",
            field=models.SlugField(default="", max_length=40, verbose_name="code"),
            preserve_default=False,
        ),
    ]
