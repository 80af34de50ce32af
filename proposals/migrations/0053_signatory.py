"""Tell which members may bind their agency."""

from django.db import migrations, models


class Migration(migrations.Migration):
<<<<<<<< HEAD:proposals/migrations/0053_signatory.py
    dependencies = [("proposals", "0052_asked_field")]
========
    dependencies = [("proposals", "0047_comment")]
>>>>>>>> dce1fbb (Let a proposal have team members of its own):proposals/migrations/0048_signatory.py

    operations = [
        migrations.AddField(
            model_name="membership",
            name="is_signatory",
            field=models.BooleanField(default=False, verbose_name="may bind the agency"),
        ),
    ]
