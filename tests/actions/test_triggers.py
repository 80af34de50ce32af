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

# Every key by which a row of a guarded table can be named, and so replaced.
KEYS = [
    ("proposals_auditentry", "id"),
    ("proposals_auditentry", "chain, sequence"),
    ("proposals_auditanchor", "id"),
    ("proposals_auditanchor", "previous_hash"),
    ("proposals_revision", "id"),
    ("proposals_revision", "proposal_id, number"),
    ("proposals_sectionversion", "id"),
    ("proposals_sectionversion", "proposal_id, code, number"),
    ("proposals_equipmentitem", "id"),
    ("proposals_equipmentmodule", "id"),
    ("proposals_descope", "id"),
    ("proposals_equipmentmode", "id"),
    ("proposals_revision_versions", "id"),
    ("proposals_revision_versions", "revision_id, sectionversion_id"),
    ("proposals_revisionparticipation", "id"),
    ("proposals_revision_documents", "id"),
    ("proposals_revision_documents", "revision_id, document_id"),
    ("proposals_institution", "id"),
]
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
    f.modular(proposal)
    f.document(proposal)
    submit(proposal, by=f.lead_a(), at=f.NOW)
    proposal.institutions.filter(revision=None).delete()  # these rows do change
    audit.anchor(at=f.NOW)


def test_institution_of_a_working_copy_changes() -> None:
    proposal = f.submitted()
    proposal.institutions.filter(revision=None).update(name_folded="another")
    proposal.institutions.filter(revision=None).delete()
    assert proposal.institutions.count() == 1


@pytest.mark.parametrize(
    "forgery", ["missing", pytest.param("switched off", marks=pytest.mark.postgres), "changed"]
)
def test_trigger_that_does_not_guard_is_named(forgery: str) -> None:
    assert list(triggers.problems(connection)) == []
    name = "proposals_revision_no_update"
    on = " ON proposals_revision" if connection.vendor == "postgresql" else ""
    if forgery == "switched off":
        run("ALTER TABLE proposals_revision DISABLE TRIGGER proposals_revision_no_update")
    else:
        run(f"DROP TRIGGER {name}{on}")
    if forgery == "changed" and on:
        run(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF number ON proposals_revision "
            "FOR EACH ROW EXECUTE FUNCTION proposals_append_only()"
        )
    elif forgery == "changed":
        run(f"CREATE TRIGGER {name} BEFORE UPDATE ON proposals_revision BEGIN SELECT 1; END")
    assert list(triggers.problems(connection)) == [
        ("proposals_revision", f"the trigger {name} is missing, changed or switched off")
    ]
    triggers.install(connection)


@pytest.mark.postgres
def test_function_that_no_longer_refuses_is_named() -> None:
    run(
        "CREATE OR REPLACE FUNCTION proposals_append_only() RETURNS trigger "
        "AS $$BEGIN RETURN NEW; END$$ LANGUAGE plpgsql"
    )
    assert {table for table, _ in triggers.problems(connection)} == set(triggers.TABLES)
    triggers.install(connection)


def rows(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def unique_keys(table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    return {", ".join(one["columns"]) for one in found if one["unique"] or one["primary_key"]}


def filled_in(sql: str, table: str, key: str = "id") -> str:
    """Fill a statement with a table's names; a new id is given where the key is another."""
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


def test_every_key_of_every_guarded_table_is_tried() -> None:
    keys = {(table, key) for table in triggers.TABLES for key in unique_keys(table)}
    assert keys == set(KEYS)


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_forgery_is_refused_and_alters_nothing(table: str, key: str) -> None:
    history()
    before = rows(table)
    assert before
    # PostgreSQL keeps checks of foreign keys for the end, and truncates nothing before that.
    connection.check_constraints()
    forgeries = ON_BOTH | (ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL)
    for forgery, sql in forgeries.items():
        assert said_to(filled_in(sql, table, key)).startswith(f"{table} is append-only"), forgery
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


@pytest.mark.parametrize("table", triggers.TABLES)
def test_triggers_are_back_after_the_next_migrate(table: str) -> None:
    history()
    update = filled_in(ON_BOTH["update"], table)
    triggers.remove(connection)
    run(update)  # a rebuilt table has lost them
    call_command("migrate", verbosity=0)
    assert said_to(update).startswith(f"{table} is append-only")
