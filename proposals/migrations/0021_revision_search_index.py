"""Index the words of revisions by groups of three letters, where PostgreSQL has pg_trgm.

Since PostgreSQL 13 whoever may create a schema in a database may create this extension. Where
that isn't so, the search works without the index: it reads every revision.
"""

from typing import Any

from django.db import DatabaseError, migrations, transaction

INDEX = "proposals_revision_search"


def add(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {INDEX} ON proposals_revision USING gin (search gin_trgm_ops)"
        )


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0020_fill_revision_search")]

    operations = [migrations.RunPython(add, remove)]
