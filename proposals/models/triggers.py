"""Database triggers that refuse to alter history, anchors and revisions.

`post_migrate` installs them after every `migrate`, because a migration that rebuilds a table on
SQLite drops its triggers.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {
    "proposals_auditentry": "chain = NEW.chain AND sequence = NEW.sequence",
    "proposals_auditanchor": "id = NEW.id",
    "proposals_revision": "proposal_id = NEW.proposal_id AND number = NEW.number",
    "proposals_sectionversion": (
        "proposal_id = NEW.proposal_id AND code = NEW.code AND number = NEW.number"
    ),
    "proposals_equipmentitem": "id = NEW.id",
    "proposals_revision_versions": (
        "revision_id = NEW.revision_id AND sectionversion_id = NEW.sectionversion_id"
    ),
    "proposals_revisionparticipation": "id = NEW.id",
    "proposals_revision_documents": (
        "revision_id = NEW.revision_id AND document_id = NEW.document_id"
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or replace the triggers on the given connection."""
    remove(connection)
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        tables = {table: same for table, same in TABLES.items() if table in existing}
        for sql in _create(connection.vendor, tables):
            cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, for a test database that is emptied between tests."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for table in existing & TABLES.keys():
            for event in ("update", "delete", "insert", "truncate"):
                name = f"{table}_no_{event}"
                suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def _create(vendor: str, tables: dict[str, str]) -> list[str]:
    return _postgresql(tables) if vendor == "postgresql" else _sqlite(tables)


def _sqlite(tables: dict[str, str]) -> list[str]:
    statements = []
    for table, same in tables.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        statements += [
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} {refuse}"
            for event in ("update", "delete")
        ]
        # INSERT OR REPLACE deletes the old row without a delete trigger.
        statements.append(
            f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same})) {refuse}"
        )
    return statements


def _postgresql(tables: dict[str, str]) -> list[str]:
    # PostgreSQL has no INSERT OR REPLACE: ON CONFLICT DO UPDATE meets the update trigger.
    statements = [
        "CREATE OR REPLACE FUNCTION proposals_append_only() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    ]
    for table in tables:
        statements += [
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION proposals_append_only()"
            for event in ("update", "delete")
        ]
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION proposals_append_only()"
        )
    return statements
