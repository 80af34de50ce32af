"""What is shown of a proposal beside a list: its main facts, and the first sections of its text."""

from collections.abc import Sequence
from dataclasses import dataclass

from proposals.access.policy import policy_for
from proposals.content.proposal import frozen_copy
from proposals.models.account import User
from proposals.models.call import Call
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.pages import dossier
from proposals.pages.dossier import ReadSection

SECTIONS = 2  # which say what the payload is and who leads it


@dataclass(frozen=True)
class Preview:
    """A proposal's revision that counts, in short."""

    proposal: Proposal
    revision: Revision
    read: Sequence[ReadSection]


def preview(user: User, call: Call, pk: int) -> Preview | None:
    """Return a submitted proposal of a call in short, None if this person may not see it."""
    rows = policy_for(Proposal).rows(user).filter(call=call, current_revision__isnull=False)
    proposal = (
        rows.select_related("lead_agency", "current_revision__stage__call").filter(pk=pk).first()
    )
    revision = proposal.current_revision if proposal else None
    if proposal is None or revision is None:
        return None
    revision.proposal = proposal  # the same row, loaded once
    return Preview(proposal, revision, dossier.read(frozen_copy(revision))[:SECTIONS])
