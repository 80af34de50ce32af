"""Offers and their limits: written while the call is a draft, changed by amendment afterwards."""

from proposals.access.call import PartOfCall
from proposals.access.policy import register
from proposals.models.offer import Limit, Offer


@register
class OfferPolicy(PartOfCall[Offer]):
    model = Offer


@register
class LimitPolicy(PartOfCall[Limit]):
    model = Limit
    call = "offer.call"
