"""History, anchors, revisions and what they froze can't be altered, after all migrations."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from proposals.actions import audit
from proposals.actions.proposal import submit
from proposals.models import triggers
from proposals.models.revision import Revision
from tests import factories as f

pytestmark = pytest.mark.django_db

KEYS = {
    "proposals_auditentry": "chain, sequence",
    "proposals_auditanchor": "id",
    "proposals_revision": "proposal_id, number",
    "proposals_sectionversion": "proposal_id, code, number",
    "proposals_equipmentitem": "id",
    "proposals_revision_versions": "revision_id, sectionversion_id",
    "proposals_revisionparticipation": "id",
    "proposals_revision_documents": "revision_id, document_id",
}
ON_BOTH = {
    "update": "UPDATE {table} SET {column} = {column}",
    "update one row": "UPDATE {table} SET {column} = {column} WHERE id = (SELECT max(id) FROM {table})",
    "delete": "DELETE FROM {table}",
    "upsert by id": "INSERT INTO {table} SELECT * FROM {table} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET id = excluded.id",
    "upsert by key": "INSERT INTO {table} ({insert}) SELECT {select} FROM {table} WHERE true"
    " ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}",
}
ON_SQLITE = {
    "replace by id": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "replace by key": "INSERT OR REPLACE INTO {table} ({insert}) SELECT {select} FROM {table}",
    "update or replace": "UPDATE OR REPLACE {table} SET {column} = {column}",
}
ON_POSTGRESQL = {
    "truncate": "TRUNCATE {table} CASCADE",
}


def history() -> None:
    """Fill every guarded table."""
    proposal = f.written()
    f.document(proposal)
    submit(proposal, by=f.lead_a(), at=f.NOW)
    audit.anchor(at=f.NOW)


def rows(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def filled_in(sql: str, table: str) -> str:
    """Fill a statement with a table's names; a new id is given where the key is another."""
    key = KEYS[table]
    named = columns(table)
    selected = ["id + 1000000" if name == "id" and key != "id" else name for name in named]
    return sql.format(
        table=table, column=named[-1], key=key, insert=", ".join(named), select=", ".join(selected)
    )


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def said_to(sql: str) -> str:
    """Return what the database answers to a statement that it refuses."""
    try:
        run(sql)
    except DatabaseError as refusal:
        return str(refusal)
    return ""


def test_every_guarded_table_is_tried() -> None:
    assert set(KEYS) == set(triggers.TABLES)


@pytest.mark.parametrize("table", KEYS)
def test_forgery_is_refused_and_alters_nothing(table: str) -> None:
    history()
    before = rows(table)
    assert before
    # PostgreSQL keeps checks of foreign keys for the end, and truncates nothing before that.
    connection.check_constraints()
    forgeries = ON_BOTH | (ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL)
    for forgery, sql in forgeries.items():
        assert said_to(filled_in(sql, table)).startswith(f"{table} is append-only"), forgery
        assert rows(table) == before


def test_save_update_and_delete_are_refused_as_well() -> None:
    revision = f.revision(f.submitted())
    revision.title = "Another"
    for forgery in (
        revision.save,
        lambda: Revision.objects.update(title="Another"),
        lambda: audit.entries(revision.proposal).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            forgery()


@pytest.mark.parametrize("table", KEYS)
def test_triggers_are_back_after_the_next_migrate(table: str) -> None:
    history()
    update = filled_in(ON_BOTH["update"], table)
    triggers.remove(connection)
    run(update)  # a rebuilt table has lost them
    call_command("migrate", verbosity=0)
    assert said_to(update).startswith(f"{table} is append-only")
