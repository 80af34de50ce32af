"""What ends with a proposal or with a stage of it."""

from proposals.models.proposal import Proposal
from proposals.models.review import Assignment


def end_reviews(proposal: Proposal) -> None:
    """Cancel the reviews under way, which nobody needs any more."""
    reviewing = (Assignment.State.INVITED, Assignment.State.ACCEPTED)
    proposal.assignments.filter(state__in=reviewing).update(state=Assignment.State.CANCELLED)
