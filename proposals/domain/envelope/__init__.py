"""Mass, power and size of a proposal, compared with the limits of its platform."""

from proposals.domain.envelope.budget import Box, Budget, Item, Mass, rounded_up
from proposals.domain.envelope.growth import Basis, Category, Kind
from proposals.domain.envelope.limit import (
    Excess,
    LimitRule,
    Scope,
    box_text,
    down,
    exceeded,
    fits,
    up,
)
from proposals.domain.envelope.quantity import Quantity

__all__ = [
    "Basis",
    "Box",
    "Budget",
    "Category",
    "Excess",
    "Item",
    "Kind",
    "LimitRule",
    "Mass",
    "Quantity",
    "Scope",
    "box_text",
    "down",
    "exceeded",
    "fits",
    "rounded_up",
    "up",
]
