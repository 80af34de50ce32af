"""Keep what was typed in a section, the keys of its rows, and the page that saved it."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0048_parked_post"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="equipmentitem",
            name="item_quantity",
        ),
        migrations.RemoveConstraint(
            model_name="equipmentmodule",
            name="module_named_once",
        ),
        migrations.RemoveConstraint(
            model_name="equipmentmodule",
            name="module_count",
        ),
        migrations.AddField(
            model_name="sectionversion",
            name="row_keys",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="sectionversion",
            name="saved_from",
            field=models.CharField(default="", max_length=16),
        ),
        migrations.AddField(
            model_name="sectionversion",
            name="typed",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="equipmentitem",
            name="quantity",
            field=models.PositiveIntegerField(
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="quantity",
            ),
        ),
        migrations.AlterField(
            model_name="equipmentmodule",
            name="count",
            field=models.PositiveIntegerField(
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="count",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__isnull", True), ("quantity__gte", 1), _connector="OR"
                ),
                name="item_quantity",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentmodule",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__isnull", True), ("count__gte", 1), _connector="OR"),
                name="module_count",
            ),
        ),
    ]
