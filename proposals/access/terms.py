"""The clauses of a call's terms: officers write them in a draft, and change them by amendment later."""

from proposals.access.call import PartOfCall
from proposals.access.policy import register
from proposals.models.terms import Clause


@register
class ClausePolicy(PartOfCall[Clause]):
    model = Clause
