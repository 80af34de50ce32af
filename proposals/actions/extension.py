"""Grant one proposal a later end of its stage."""

from datetime import datetime

from django.db import transaction

from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, message, status
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Notice
from proposals.models.account import User
from proposals.models.extension import Extension
from proposals.models.proposal import Proposal


def cancelled_refusal(proposal: Proposal) -> RuleBroken | None:
    """Return why no extension can be granted; None unless the call is cancelled."""
    return RuleBroken(Refusal.CALL_CANCELLED) if proposal.call.is_cancelled else None


@transaction.atomic
def grant(proposal: Proposal, *, until: datetime, reason: str, by: User, at: datetime) -> Extension:
    """Extend the window for this proposal, and reopen it if it is lapsed or screened.

    Raises: RuleBroken CALL_CANCELLED, EXTENSION_TOO_EARLY, NO_REASON, and others as move().
    """
    require_office(by, proposal)
    locked = status.lock(proposal)
    if refusal := cancelled_refusal(locked):
        raise refusal
    if until <= max(at, locked.stage.closes_at):
        raise RuleBroken(
            Refusal.EXTENSION_TOO_EARLY,
            field="until",
        )
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    extension = Extension.objects.create(
        proposal=locked,
        stage=locked.stage,
        until=until,
        reason=reason.strip(),
        granted_by=by,
        granted_at=at,
    )
    audit.append(
        locked, Verb.EXTEND, by=by, at=at, after={"until": until.isoformat()}, reason=reason
    )
    locked.extended_to = max(until, locked.extended_to or until)
    locked.save(update_fields=["extended_to"])
    if locked.is_editable:
        message.tell_team(locked, Notice.EXTENSION, extension=extension)
    else:
        status.move_locked(locked, Verb.REOPEN, by=by, at=at, reason=reason, extension=extension)
    return extension
