"""Keep what a person types into a form while it isn't sent, and forget it.

None of these is in the history: what isn't sent has changed nothing yet.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.account import User
from proposals.models.form_draft import FormDraft

LONGEST = 100_000  # characters of a form
LIFETIME = timedelta(days=90)


def keep(form: str, inputs: Mapping[str, Any], *, by: User, at: datetime) -> FormDraft:
    """Keep the inputs of a form in place of those that were kept before.

    Raises: RuleBroken TOO_LONG.
    """
    count = sum(len(str(value)) for value in inputs.values())
    if count > LONGEST:
        raise RuleBroken(Refusal.TOO_LONG, count=count, limit=LONGEST)
    kept, _ = FormDraft.objects.update_or_create(
        person=by, form=form, defaults={"inputs": dict(inputs), "saved_at": at}
    )
    return kept


def forget(form: str, *, by: User) -> None:
    """Forget the inputs of a form that was sent."""
    FormDraft.objects.filter(person=by, form=form).delete()


def sweep(*, at: datetime) -> int:
    """Delete the drafts in which nobody wrote for 90 days. Returns: how many."""
    deleted, _ = FormDraft.objects.filter(saved_at__lt=at - LIFETIME).delete()
    return deleted
