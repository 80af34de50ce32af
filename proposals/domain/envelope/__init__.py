"""Mass, power and size of a proposal, compared with the limits of its platform."""

from proposals.domain.envelope.budget import Box, Budget, Item, Mass, Module, rounded_up
from proposals.domain.envelope.growth import (
    BASIS_WORDS,
    CATEGORY_WORDS,
    ESA,
    KIND_WORDS,
    Allowance,
    Basis,
    Category,
    GrowthPolicy,
    Kind,
)
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
from proposals.domain.envelope.period import PeriodRule, Phase
from proposals.domain.envelope.quantity import Quantity

__all__ = [
    "BASIS_WORDS",
    "CATEGORY_WORDS",
    "ESA",
    "KIND_WORDS",
    "Allowance",
    "Basis",
    "Box",
    "Budget",
    "Category",
    "Excess",
    "GrowthPolicy",
    "Item",
    "Kind",
    "LimitRule",
    "Mass",
    "Module",
    "PeriodRule",
    "Phase",
    "Quantity",
    "Scope",
    "box_text",
    "down",
    "exceeded",
    "fits",
    "rounded_up",
    "up",
]
