"""Mass, power and size of a proposal, compared with the limits of its platform."""

from proposals.domain.envelope.budget import Budget, Item
from proposals.domain.envelope.growth import Basis, Category, Kind
from proposals.domain.envelope.limit import (
    Excess,
    LimitRule,
    Quantity,
    Scope,
    exceeded,
    fits,
    usable_kg,
)

__all__ = [
    "Basis",
    "Budget",
    "Category",
    "Excess",
    "Item",
    "Kind",
    "LimitRule",
    "Quantity",
    "Scope",
    "exceeded",
    "fits",
    "usable_kg",
]
