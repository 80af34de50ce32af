"""A proposal as a reviewer sees it: only the revision that was assigned to them."""

from typing import Any

from proposals.access.policy import policy_for
from proposals.admin.proposal.side import Side, seen
from proposals.content.proposal import frozen_copy
from proposals.models.account import User
from proposals.models.clarification import Clarification
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.pages import dossier
from proposals.pages.envelope import panel
from proposals.pages.investigator import frozen_confirmations
from proposals.pages.proposal import ASSIGNED_PROPOSALS


def find(user: User, pk: int) -> Proposal | None:
    """Load a proposal with its latest revision that was assigned to this reviewer."""
    proposal = seen(user).filter(pk=pk).first()
    if proposal is not None:
        revisions = policy_for(Revision).rows(user).filter(proposal=proposal)
        assigned = revisions.select_related("stage__call", "proposal__lead_agency")
        proposal.current_revision = assigned.order_by("-number").first()
        proposal.level = proposal.current_revision.level if proposal.current_revision else ""
    return proposal


def content(user: User, proposal: Proposal) -> dict[str, Any]:
    """Return what the page shows: the assigned revision, its checks and its annexes."""
    revision = proposal.current_revision
    if revision is None:  # reviewers see only proposals with an assigned revision
        raise Revision.DoesNotExist
    copy = frozen_copy(revision)
    clarifications = policy_for(Clarification).rows(user).filter(proposal=proposal)
    return {
        "proposal": proposal,
        "revision": revision,
        "read": dossier.read(copy),
        "envelope": panel(copy),
        "checks": copy.warnings,
        "confirmations": frozen_confirmations(revision),
        "clarifications": clarifications.select_related("answered_by"),
    }


SIDE = Side(ASSIGNED_PROPOSALS, "admin/proposals/proposal/reviewer.html", find, content)
