"""Drafts of forms: each person's own, and nobody else's."""

from typing import Any

from proposals.access.policy import Policy, register
from proposals.models.account import User
from proposals.models.form_draft import FormDraft


@register
class FormDraftPolicy(Policy[FormDraft]):
    model = FormDraft
    readers = frozenset()


def own_draft(form: str, *, by: User) -> dict[str, Any]:
    """Return what this person has typed into a form and not sent; nothing if there is nothing."""
    draft = FormDraft.objects.filter(person=by, form=form).first()
    return draft.inputs if draft else {}
