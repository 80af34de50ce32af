"""Index tallies in the order of the list by score: the best first, those without a score last.

For PostgreSQL alone: SQLite takes no NULLS LAST in an index, and has few rows.
"""

from typing import Any

from django.db import migrations


def _execute(schema_editor: Any, statement: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(statement)


def add(apps: Any, schema_editor: Any) -> None:
    _execute(
        schema_editor,
        "CREATE INDEX IF NOT EXISTS tally_best_first ON proposals_tally"
        " (mean DESC NULLS LAST, proposal_id DESC) WHERE is_current",
    )


def remove(apps: Any, schema_editor: Any) -> None:
    _execute(schema_editor, "DROP INDEX IF EXISTS tally_best_first")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0021_revision_search_index")]

    operations = [migrations.RunPython(add, remove)]
