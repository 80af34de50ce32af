"""Database triggers that refuse to alter history, anchors, revisions and what they froze.

`post_migrate` installs them after every `migrate`, because a migration that rebuilds a table on
SQLite drops its triggers.
"""

from collections.abc import Iterator
from types import MappingProxyType

from django.db.backends.base.base import BaseDatabaseWrapper

# Each table, with the condition under which a row of it never changes.
TABLES = MappingProxyType(
    {
        "proposals_auditentry": "",
        "proposals_auditanchor": "",
        "proposals_revision": "",
        "proposals_sectionversion": "",
        "proposals_equipmentitem": "",
        "proposals_equipmentmodule": "",
        "proposals_descope": "",
        "proposals_equipmentmode": "",
        "proposals_revision_versions": "",
        "proposals_revisionparticipation": "",
        "proposals_revision_documents": "",
        # The other rows of this table belong to working copies.
        "proposals_institution": "old.revision_id IS NOT NULL",
    }
)
FUNCTION = "proposals_append_only"
REFUSE = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END"


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or replace the triggers on the given connection."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger "
                f"AS $${REFUSE}$$ LANGUAGE plpgsql"
            )
        for _, _, sql in _wanted(connection):
            cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, for a test database that is emptied between tests."""
    with connection.cursor() as cursor:
        for table in _tables(connection):
            for event in ("update", "delete", "insert", "truncate"):
                name = f"{table}_no_{event}"
                suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def problems(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Yield each trigger that isn't as install() makes it: its table, and what is wrong."""
    found = _installed(connection)
    for table, name, sql in _wanted(connection):
        if found.get(name) != sql:
            yield table, f"the trigger {name} is missing, changed or switched off"


def _wanted(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    """List each trigger: its table, its name, and the statement that creates it."""
    return [
        (table, f"{table}_no_{event}", f"CREATE TRIGGER {table}_no_{event} BEFORE {rest}")
        for table in _tables(connection)
        for event, rest in _events(connection, table)
    ]


def _events(connection: BaseDatabaseWrapper, table: str) -> Iterator[tuple[str, str]]:
    if connection.vendor == "postgresql":
        return _on_postgresql(table)
    return _on_sqlite(table, _keys(connection, table))


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    """List the guarded tables that are there: an older migration doesn't have all of them."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
    return [table for table in TABLES if table in existing]


def _on_sqlite(table: str, keys: list[str]) -> Iterator[tuple[str, str]]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    when = f"WHEN {TABLES[table]} " if TABLES[table] else ""
    for event in ("update", "delete"):
        yield event, f"{event.upper()} ON {table} {when}{refuse}"
    # INSERT OR REPLACE deletes the row that has the same key without a delete trigger.
    same = " OR ".join(f"({key})" for key in keys)
    guarded = f" AND {TABLES[table]}" if TABLES[table] else ""
    exists = f"EXISTS (SELECT 1 FROM {table} AS old WHERE ({same}){guarded})"
    yield "insert", f"INSERT ON {table} WHEN {exists} {refuse}"


def _keys(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """List the keys by which a row can be replaced: every unique constraint of the table."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    keys = {tuple(one["columns"]) for one in found if one["unique"] or one["primary_key"]}
    return [" AND ".join(f"old.{name} = NEW.{name}" for name in key) for key in sorted(keys)]


def _on_postgresql(table: str) -> Iterator[tuple[str, str]]:
    # PostgreSQL has no INSERT OR REPLACE: ON CONFLICT DO UPDATE meets the update trigger.
    when = f"WHEN ({TABLES[table]}) " if TABLES[table] else ""
    for event in ("update", "delete"):
        yield event, f"{event.upper()} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {FUNCTION}()"
    yield "truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"


def _installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the statement of each trigger that is switched on and refuses, by its name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, pg_get_triggerdef(t.oid, true) FROM pg_trigger t "
                "JOIN pg_proc f ON f.oid = tgfoid WHERE tgenabled = 'O' AND prosrc = %s",
                [REFUSE],
            )
        return dict(cursor.fetchall())
