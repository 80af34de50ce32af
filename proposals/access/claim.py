"""Claims of the public record: officers write them in a draft call."""

from proposals.access.call import PartOfCall
from proposals.access.policy import register
from proposals.models.claim import Claim


@register
class ClaimPolicy(PartOfCall[Claim]):
    model = Claim
