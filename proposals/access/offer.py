"""Offers, limits, periods and requirements: officers write them in a draft call, and change them by amendment later."""

from proposals.access.call import PartOfCall
from proposals.access.policy import Right, register
from proposals.models.offer import Limit, Offer, Period, Requirement


@register
class OfferPolicy(PartOfCall[Offer]):
    """Nobody adds or deletes an offer by itself: the call's page says which platforms it offers."""

    model = Offer
    officers_may = frozenset({Right.CHANGE})


@register
class LimitPolicy(PartOfCall[Limit]):
    model = Limit
    call = "offer.call"


@register
class PeriodPolicy(PartOfCall[Period]):
    model = Period
    call = "offer.call"


@register
class RequirementPolicy(PartOfCall[Requirement]):
    model = Requirement
    call = "offer.call"
