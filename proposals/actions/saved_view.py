"""Save the address of an office list under a name, and remove it."""

from datetime import datetime

from django.db import transaction

from proposals.actions import audit
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.saved_view import SavedView


@transaction.atomic
def save(*, table: str, name: str, query: str, by: User, at: datetime) -> SavedView:
    """Save a list's query for this person; it replaces their saved list of the same name."""
    User.objects.select_for_update().values("pk").get(pk=by.pk)
    view, _ = SavedView.objects.update_or_create(
        user=by, table=table, name=name, defaults={"query": query}
    )
    audit.append(view, Verb.SAVE_VIEW, by=by, at=at, after={"table": table, "query": query})
    return view


@transaction.atomic
def remove(view: SavedView, *, by: User, at: datetime) -> None:
    """Remove a list that this person saved; another person's list stays."""
    own = SavedView.objects.select_for_update().filter(pk=view.pk, user=by)
    if found := own.first():
        audit.append(
            found,
            Verb.REMOVE_VIEW,
            by=by,
            at=at,
            before={"table": found.table, "query": found.query},
        )
        found.delete()
