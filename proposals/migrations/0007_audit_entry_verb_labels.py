"""Give the verbs of the history their labels."""

from django.db import migrations, models

import proposals.models.audit


class Migration(migrations.Migration):
    dependencies = [("proposals", "0006_normalise_names")]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="verb",
            field=models.CharField(
                choices=proposals.models.audit.verbs, max_length=40, verbose_name="action"
            ),
        ),
    ]
