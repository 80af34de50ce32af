"""The sign-off: who may approve a content for an agency, and that the office reads of it."""

from collections.abc import Collection

from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.signoff import Approval, SignOff


@register
class SignOffPolicy(PartOfProposal[SignOff]):
    model = SignOff


@register
class ApprovalPolicy(PartOfProposal[Approval]):
    model = Approval
    proposal = "signoff__proposal"


def signed_for(user: User, agencies: Collection[Agency]) -> set[int]:
    """Return the keys of those agencies that this person may bind. One query."""
    if not user.is_active:
        return set()
    rows = Membership.objects.filter(user=user, agency__in=agencies, is_signatory=True)
    return set(rows.values_list("agency", flat=True))
