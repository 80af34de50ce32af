"""Grant one proposal a later end of its stage, by name."""

from datetime import datetime

from django.db import transaction

from proposals import access
from proposals.actions import audit, message, status
from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import gettext_noop
from proposals.domain.workflow.status import EDITABLE
from proposals.models.account import User
from proposals.models.extension import Extension
from proposals.models.proposal import Proposal


@transaction.atomic
def grant(proposal: Proposal, *, until: datetime, reason: str, by: User, at: datetime) -> Extension:
    """Extend the window for this proposal; a lapsed or screened one is reopened with it.

    Raises: RuleBroken.
    """
    access.require_officer(by)
    locked = status.lock(proposal)
    if until <= max(at, locked.stage.closes_at):
        raise RuleBroken(
            "until",
            gettext_noop("An extension must end in the future, after the stage closes."),
            field="until",
        )
    if not reason.strip():
        raise RuleBroken("reason", gettext_noop("Give a reason."), field="reason")
    extension = Extension.objects.create(
        proposal=locked,
        stage=locked.stage,
        until=until,
        reason=reason.strip(),
        granted_by=by,
        granted_at=at,
    )
    audit.record(locked, "extend", by=by, at=at, after={"until": until.isoformat()}, reason=reason)
    if locked.status not in EDITABLE:
        status.move(proposal, "reopen", by=by, at=at, reason=reason)
    message.tell_team(locked, "extension", extension=extension)
    return extension
