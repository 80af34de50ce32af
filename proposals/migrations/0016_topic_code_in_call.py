"""Let no two topics of a call have one code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0015_fill_topic_codes")]

    operations = [
        migrations.AddConstraint(
            model_name="calltopic",
            constraint=models.UniqueConstraint(fields=("call", "code"), name="topic_code_in_call"),
        ),
    ]
