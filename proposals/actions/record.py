"""Save or delete a plain row of the office, with its history."""

from datetime import datetime

from django.db import models, transaction

from proposals.actions import audit
from proposals.models.account import User

# What the history may not hold of a person: it can't be erased from there.
UNRECORDED = frozenset({"password", "last_login", "name", "email", "organisation"})


def values(instance: models.Model) -> dict[str, str]:
    """Return a row's own columns as text; of a person neither secrets nor the name."""
    hidden = UNRECORDED if isinstance(instance, User) else frozenset()
    return {
        field.name: str(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if field.name not in hidden
    }


@transaction.atomic
def save(instance: models.Model, *, by: User, at: datetime) -> None:
    """Save a row that a form has validated; the history keeps what changed."""
    model = type(instance)
    old = model._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    before = values(old) if old else {}
    instance.save()
    after = values(instance)
    changed = {name for name in after if before.get(name) != after[name]}
    if changed:
        audit.record(
            instance,
            "change" if old else "create",
            by=by,
            at=at,
            before={name: before[name] for name in sorted(changed) if old},
            after={name: after[name] for name in sorted(changed)},
        )


@transaction.atomic
def delete(instance: models.Model, *, by: User, at: datetime) -> None:
    """Delete a row that nothing needs; its chain stays, and ends with this."""
    audit.record(instance, "delete", by=by, at=at, before=values(instance))
    instance.delete()


def ties(instance: models.Model) -> dict[str, str]:
    """Return which rows a row is tied to, as text: a call's platforms, a person's groups."""
    return {
        field.name: ", ".join(sorted(str(row) for row in getattr(instance, field.name).all()))
        for field in instance._meta.many_to_many
    }


@transaction.atomic
def tied(instance: models.Model, *, before: dict[str, str], by: User, at: datetime) -> None:
    """Record what changed of a row's ties, which a form has saved in this transaction."""
    after = ties(instance)
    changed = sorted(name for name in after if before.get(name, "") != after[name])
    if changed:
        audit.record(
            instance,
            "change",
            by=by,
            at=at,
            before={name: before.get(name, "") for name in changed},
            after={name: after[name] for name in changed},
        )
