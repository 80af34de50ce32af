"""Write a private note of the office on a proposal."""

from datetime import datetime

from django.db import transaction

from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, status
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.note import Note
from proposals.models.proposal import Proposal


@transaction.atomic
def write(proposal: Proposal, *, text: str, by: User, at: datetime) -> Note:
    """Write a note. Raises: RuleBroken NOT_OFFICER, OWN_AGENCY or NO_NOTE."""
    require_office(by, proposal)
    if not text.strip():
        raise RuleBroken(Refusal.NO_NOTE, field="note")
    locked = status.lock(proposal)
    note = Note.objects.create(proposal=locked, text=text.strip(), written_by=by, written_at=at)
    audit.append(locked, Verb.WRITE_NOTE, by=by, at=at, after={"note": note.pk})
    return note
