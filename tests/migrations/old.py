"""A database as an older version seeded it, row by row, on either kind of database."""

import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ForeignKey, Model

FOLDER = Path(__file__).parent
Row = dict[str, Any]


def migrate(name: str) -> Any:
    """Bring the app's tables to one migration, and return the models of that time."""
    executor = MigrationExecutor(connection)
    executor.migrate([("proposals", name)])
    return MigrationExecutor(connection).loader.project_state([("proposals", name)]).apps


def load(file: str, apps: Any) -> None:
    """Insert the rows of a dump, as `dumpdata` wrote it, through the models of that time."""
    rows: list[Row] = json.loads(lzma.decompress((FOLDER / file).read_bytes()))
    groups = _groups(rows)
    with transaction.atomic():
        for label, of_one in _by_model(rows):
            model = apps.get_model(label)
            model._base_manager.bulk_create((_instance(model, row) for row in of_one), 500)
            _link(model, of_one, groups)
        _go_on_counting({label for label, _ in _by_model(rows)}, apps)


def _by_model(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["model"], []).append(row)
    for label, of_one in found.items():
        if label.split(".")[0] == "proposals":
            yield label, of_one


def _instance(model: type[Model], row: Row) -> Model:
    values = {}
    for field in model._meta.concrete_fields:
        if field.name in row["fields"]:
            value = row["fields"][field.name]
            values[field.attname] = (
                value if isinstance(field, ForeignKey) else field.to_python(value)
            )
    return model(pk=row["pk"], **values)


def _groups(rows: Iterable[Row]) -> dict[int, int]:
    """Return the ids that the groups have here, by those that they had there."""
    here = dict(Group.objects.values_list("name", "pk"))
    return {row["pk"]: here[row["fields"]["name"]] for row in rows if row["model"] == "auth.group"}


def _link(model: type[Model], rows: list[Row], groups: dict[int, int]) -> None:
    """Fill the many-to-many tables of a model."""
    for field in model._meta.many_to_many:
        if field.name == "user_permissions":
            continue
        through: Any = getattr(model, field.name).through
        one, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        pairs = [(row["pk"], pk) for row in rows for pk in row["fields"].get(field.name, ())]
        through._base_manager.bulk_create(
            through(**{f"{one}_id": a, f"{other}_id": groups[b] if field.name == "groups" else b})
            for a, b in pairs
        )


def _go_on_counting(labels: set[str], apps: Any) -> None:
    """Let ids that are given next follow those that were inserted."""
    models = [apps.get_model(label) for label in labels]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
