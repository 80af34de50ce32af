"""Say that a content is ready to be signed off, and approve it for an agency."""

from datetime import datetime

from django.db import transaction

from proposals.access.proposal.team import actors
from proposals.access.signoff import signed_for
from proposals.actions import audit, message, status
from proposals.actions.status import Locked
from proposals.content.proposal import working_copy
from proposals.content.signoff import SignOffState, standing
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.proposal import Proposal
from proposals.models.signoff import Approval, SignOff


@transaction.atomic
def ready(proposal: Proposal, *, sha256: str, by: User, at: datetime) -> SignOff:
    """Say that the content which the page showed is ready; the signatories get a mail.

    `sha256` is that of the content on the page. A second click changes nothing.

    Raises: RuleBroken NO_SIGNOFF_ASKED, NOT_LEAD_OF_PROPOSAL, NOT_EDITABLE, CONTENT_CHANGED, and
    INCOMPLETE while something is missing, because the approvals wouldn't hold.
    """
    locked = status.lock(proposal)
    if Actor.LEAD not in actors(by, locked):
        raise RuleBroken(Refusal.NOT_LEAD_OF_PROPOSAL)
    content = working_copy(locked)
    found = _standing(locked, standing(content), sha256)
    if not content.is_complete:
        raise RuleBroken(Refusal.INCOMPLETE)
    if found.ready:
        return found.ready
    new = SignOff.objects.create(
        proposal=locked,
        stage=locked.stage,
        sha256=found.sha256,
        parts=found.parts,
        ready_by=by,
        ready_at=at,
    )
    audit.append(locked, Verb.READY, by=by, at=at, after={"content": new.sha256})
    _tell_signatories(locked, found, by=by)
    return new


@transaction.atomic
def approve(proposal: Proposal, *, agency: Agency, sha256: str, by: User, at: datetime) -> Approval:
    """Approve for an agency the content which the page showed. A second click changes nothing.

    Raises: RuleBroken NO_SIGNOFF_ASKED, NOT_SIGNATORY, NOT_EDITABLE, CONTENT_CHANGED, NOT_READY.
    """
    locked = status.lock(proposal)
    found = _standing(locked, standing(working_copy(locked)), sha256)
    consent = next((one for one in found.consents if one.agency.pk == agency.pk), None)
    if consent is None or agency.pk not in signed_for(by, [agency]):
        raise RuleBroken(Refusal.NOT_SIGNATORY)
    if found.ready is None:
        raise RuleBroken(Refusal.NOT_READY)
    if consent.approval:
        return consent.approval
    new = Approval.objects.create(
        signoff=found.ready, agency=agency, approved_by=by, approved_at=at
    )
    after = {"agency": agency.name, "content": found.sha256}
    audit.append(locked, Verb.APPROVE, by=by, at=at, after=after)
    waiting = [one for one in found.waiting if one != agency]
    message.tell_team(locked, "signoff_approved", approval=new, waiting=waiting)
    return new


def _standing(proposal: Locked, found: SignOffState | None, sha256: str) -> SignOffState:
    """Check that the page showed the content of now, which can still be submitted."""
    if found is None:
        raise RuleBroken(Refusal.NO_SIGNOFF_ASKED)
    if not proposal.is_editable:
        raise RuleBroken(Refusal.NOT_EDITABLE, status=proposal.status_label)
    if found.sha256 != sha256:
        raise RuleBroken(Refusal.CONTENT_CHANGED)
    return found


def _tell_signatories(proposal: Locked, found: SignOffState, *, by: User) -> None:
    agencies = [one.agency for one in found.consents]
    people = User.objects.filter(
        memberships__agency__in=agencies, memberships__is_signatory=True, is_active=True
    )
    message.tell(
        people.distinct().order_by("pk"),
        "signoff_ready",
        audience=Audience.TEAM,
        about=proposal.reference,
        proposal=proposal,
        by=by,
    )
