"""Make the code of each topic from its text."""

from typing import Any

from django.db import migrations

from proposals.domain.code import code_for


def fill(apps: Any, schema_editor: Any) -> None:
    CallTopic = apps.get_model("proposals", "CallTopic")
    taken: dict[int, set[str]] = {}
    for topic in CallTopic.objects.order_by("pk"):
        known = taken.setdefault(topic.call_id, set())
        topic.code = code_for(topic.text, taken=known, otherwise=topic.kind)
        known.add(topic.code)
        topic.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("proposals", "0014_topic_code")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
