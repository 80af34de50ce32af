"""Questions to investigators: who may ask, and whose link it is."""

from typing import ClassVar

from proposals.access.person import Role
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.access.proposal.team import writes
from proposals.domain.canonical import sha256
from proposals.models.account import User
from proposals.models.investigator import InvestigatorRequest
from proposals.models.proposal import Proposal


@register
class InvestigatorRequestPolicy(PartOfProposal[InvestigatorRequest]):
    """Nobody of the office reads a question to an investigator: a revision says who has confirmed."""

    model = InvestigatorRequest
    readers: ClassVar[frozenset[Role]] = frozenset()


def may_ask(user: User, proposal: Proposal) -> bool:
    """Tell whether a person may ask the investigators of a proposal to confirm their parts."""
    return writes(user, proposal)


def by_link(secret: str) -> InvestigatorRequest | None:
    """Return the question that a link leads to."""
    rows = InvestigatorRequest.objects.select_related(
        "asked_by", "proposal__lead_agency", "proposal__call", "proposal__stage"
    )
    return rows.filter(link_hash=sha256(secret)).first()
