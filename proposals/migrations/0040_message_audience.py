"""Keep to whom a message is written, so that it can be asked again when it is sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0039_leave_out_of_conflict")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="audience",
            field=models.CharField(blank=True, max_length=10, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="message",
            name="recipient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("withheld", "Not sent: the person may not read it any more"),
                ],
                default="queued",
                max_length=8,
                verbose_name="state",
            ),
        ),
    ]
