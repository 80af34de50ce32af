"""Offers and limits: officers write them in a draft call, and change them by amendment later."""

from proposals.access.call import PartOfCall
from proposals.access.policy import Right, register
from proposals.models.offer import Limit, Offer


@register
class OfferPolicy(PartOfCall[Offer]):
    """Nobody adds or deletes an offer by itself: the call's page says which platforms it offers."""

    model = Offer
    officers_may = frozenset({Right.CHANGE})


@register
class LimitPolicy(PartOfCall[Limit]):
    model = Limit
    call = "offer.call"
