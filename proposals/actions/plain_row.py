"""Save or delete a plain row: a row that officers write in a form of the admin."""

from datetime import datetime

from django.db import models, transaction

from proposals.access.policy import policy_for
from proposals.actions import audit
from proposals.domain.verb import Verb
from proposals.models.account import User

# Columns that the history may not hold, because they can't be erased there.
UNRECORDED = frozenset({"password", "last_login", "name", "email", "organisation"})


def values(instance: models.Model) -> dict[str, str]:
    """Return a row's columns as text, without the secrets and the name of a person."""
    hidden = UNRECORDED if isinstance(instance, User) else frozenset()
    return {
        field.name: str(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if field.name not in hidden
    }


def lock(instance: models.Model) -> None:
    """Lock a row, and before it the row that decides whether it may be written.

    Whoever reads the row after this, and asks for the right to write it, asks of the state that it has
    until the transaction ends.
    """
    for row in (policy_for(type(instance)).deciding_row(instance), instance):
        type(row)._base_manager.select_for_update().values("pk").filter(pk=row.pk).first()


@transaction.atomic
def save(
    instance: models.Model, *, by: User, at: datetime, part_of: models.Model | None = None
) -> None:
    """Save a row that a form has validated; the history gets the old and new values.

    If the row is part of another row, as a criterion of a stage, the other row's history gets them.
    """
    model = type(instance)
    old = model._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    before = values(old) if old else {}
    instance.save()
    after = values(instance)
    if isinstance(old, User) and old.organisation != instance.organisation:  # type: ignore[attr-defined]
        # The organisation decides about conflicts. The history says that it changed, but not to
        # what, so that it can be erased.
        before["organisation"], after["organisation"] = "…", "changed"
    changed = {name for name in after if before.get(name) != after[name]}
    if changed:
        audit.append(
            part_of or instance,
            Verb.CHANGE if old or part_of else Verb.CREATE,
            by=by,
            at=at,
            before=_named(instance, {name: before[name] for name in changed if old}, part_of),
            after=_named(instance, {name: after[name] for name in changed}, part_of),
        )


@transaction.atomic
def delete(
    instance: models.Model, *, by: User, at: datetime, part_of: models.Model | None = None
) -> None:
    """Delete a row that no other row needs; the history gets its values."""
    before = values(instance)
    audit.append(
        part_of or instance,
        Verb.CHANGE if part_of else Verb.DELETE,
        by=by,
        at=at,
        before=_named(instance, before, part_of),
        after=_named(instance, dict.fromkeys(before, ""), part_of),
    )
    instance.delete()


def _named(
    instance: models.Model, values: dict[str, str], part_of: models.Model | None
) -> dict[str, str]:
    """Put the name of the part before each column: “criterion 5: weight”."""
    if part_of is None:
        return dict(sorted(values.items()))
    part = f"{instance._meta.verbose_name} {instance.pk}"
    return {f"{part}: {name}": value for name, value in sorted(values.items())}


def many_to_many(instance: models.Model) -> dict[str, str]:
    """Return the rows that a row is linked to, as text: a person's groups, for instance."""
    return {
        field.name: ", ".join(sorted(str(row) for row in getattr(instance, field.name).all()))
        for field in instance._meta.many_to_many
    }


@transaction.atomic
def append_links(instance: models.Model, *, before: dict[str, str], by: User, at: datetime) -> None:
    """Write to the history which many-to-many links of a row a form has changed."""
    after = many_to_many(instance)
    changed = sorted(name for name in after if before.get(name, "") != after[name])
    if changed:
        audit.append(
            instance,
            Verb.CHANGE,
            by=by,
            at=at,
            before={name: before.get(name, "") for name in changed},
            after={name: after[name] for name in changed},
        )
