"""What ends with a proposal or with a stage of it: in one place, whatever made it end."""

from proposals.actions.status.lock import Locked
from proposals.domain.workflow.status import Status
from proposals.domain.workflow.table import Ends, Transition
from proposals.models.clarification import Clarification
from proposals.models.decision import Decision
from proposals.models.review import Assignment

ASSIGNMENTS = "assignments_ended"


def end(
    proposal: Locked, row: Transition, *, target: Status, release: Decision | None
) -> dict[str, int]:
    """End what is open on a proposal that is about to make this transition.

    `release` is the decision that makes it, which doesn't end itself. Call it before the stage
    changes.

    Returns: how many ended, by what they are, for the history; nothing where there were none.
    """
    ended = {}
    if row.ends is not Ends.NOTHING:
        ended[ASSIGNMENTS] = _end_assignments(proposal)
    if row.ends is Ends.PROPOSAL:
        ended["decisions_ended"] = _end_decisions(proposal, release)
    if row.ends is Ends.PROPOSAL or Status.CLARIFICATION == proposal.status != target:
        ended["clarifications_closed"] = _close_clarifications(proposal)
    return {name: count for name, count in ended.items() if count}


def _end_assignments(proposal: Locked) -> int:
    """Cancel the reviews under way; their texts stay the reviewers' own."""
    under_way = proposal.assignments.filter(
        state__in=Assignment.UNDER_WAY, revision__stage=proposal.stage_id
    )
    return under_way.update(state=Assignment.State.CANCELLED)


def _end_decisions(proposal: Locked, release: Decision | None) -> int:
    pending = proposal.decisions.filter(state__in=Decision.PENDING)
    if release is not None:
        pending = pending.exclude(pk=release.pk)
    return pending.update(state=Decision.State.CANCELLED)


def _close_clarifications(proposal: Locked) -> int:
    """Close the clarifications without an answer."""
    opened = proposal.clarifications.filter(state=Clarification.State.OPEN)
    return opened.update(state=Clarification.State.CLOSED)
