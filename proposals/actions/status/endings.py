"""The one place that ends what is open when a proposal or its stage ends, for whatever reason."""

from proposals.actions.status.lock import Locked
from proposals.domain.workflow.status import Status
from proposals.domain.workflow.table import Ends, Transition
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.investigator import InvestigatorRequest
from proposals.models.invitation import Invitation
from proposals.models.joining import Joining
from proposals.models.review import Assignment

ASSIGNMENTS = "assignments_ended"


def end(
    proposal: Locked, row: Transition, *, target: Status, release: Decision | None
) -> dict[str, int]:
    """End the assignments, decisions, clarifications, requests and invitations that this ends.

    `release` is the decision that makes the transition, which isn't cancelled. Call this before
    the stage changes.

    Returns: how many rows of each kind ended, for the history; kinds without any are left out.
    """
    ended = {}
    if row.ends is not Ends.NOTHING:
        ended[ASSIGNMENTS] = _end_assignments(proposal)
    if row.ends is Ends.PROPOSAL:
        ended["decisions_ended"] = _end_decisions(proposal, release)
        ended["requests_to_join_ended"] = _end_requests(proposal)
        ended["invitations_ended"] = _end_invitations(proposal)
        ended["investigator_requests_ended"] = _end_investigator_requests(proposal)
    if row.ends is Ends.PROPOSAL or Status.CLARIFICATION == proposal.status != target:
        ended["clarifications_closed"] = _close_clarifications(proposal)
    return {name: count for name, count in ended.items() if count}


def _end_assignments(proposal: Locked) -> int:
    """Cancel the assignments that are open or accepted; the text of their reviews stays."""
    under_way = proposal.assignments.filter(
        state__in=Assignment.UNDER_WAY, revision__stage=proposal.stage_id
    )
    return under_way.update(state=Assignment.State.CANCELLED)


def _end_decisions(proposal: Locked, release: Decision | None) -> int:
    pending = proposal.decisions.filter(state__in=Decision.PENDING)
    if release is not None:
        pending = pending.exclude(pk=release.pk)
    return pending.update(state=Decision.State.CANCELLED)


def _end_requests(proposal: Locked) -> int:
    """Take back the requests to join that no agency has answered."""
    asked = proposal.joinings.filter(state=Joining.State.ASKED)
    return asked.update(state=Joining.State.CANCELLED)


def _end_invitations(proposal: Locked) -> int:
    """End the invitations to this proposal that nobody has accepted yet."""
    waiting = proposal.invitations.filter(state=Invitation.State.OPEN)
    return waiting.update(state=Invitation.State.ENDED, consent_hash="")


def _end_investigator_requests(proposal: Locked) -> int:
    """End the questions to investigators that have no answer."""
    asked = proposal.investigator_requests.filter(state=InvestigatorRequest.State.ASKED)
    return asked.update(state=InvestigatorRequest.State.ENDED)


def _close_clarifications(proposal: Locked) -> int:
    """Close the clarifications that have no answer."""
    opened = proposal.clarifications.filter(state=Clarification.State.OPEN)
    return opened.update(state=Clarification.State.CLOSED)
