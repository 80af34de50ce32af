"""Offers and their limits: written while the call is a draft, changed by amendment afterwards."""

from proposals.access.call import PartOfCall
from proposals.access.policy import Right, register
from proposals.models.offer import Limit, Offer


@register
class OfferPolicy(PartOfCall[Offer]):
    """Offers come and go with the platforms that are ticked on the call's page."""

    model = Offer
    officers_may = frozenset({Right.CHANGE})


@register
class LimitPolicy(PartOfCall[Limit]):
    model = Limit
    call = "offer.call"
