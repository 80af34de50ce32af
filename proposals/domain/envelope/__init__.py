"""Mass, power and size of a proposal, compared with the limits of its platform."""

from proposals.domain.envelope.budget import Box, Budget, Item, Mass, Module, Share, rounded_up
from proposals.domain.envelope.energy import DARK, Load, Mode, Resources, Sum, Survival
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
from proposals.domain.envelope.supply import Supply, exceeded_in_periods, supplies

__all__ = [
    "BASIS_WORDS",
    "CATEGORY_WORDS",
    "DARK",
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
    "Load",
    "Mass",
    "Mode",
    "Module",
    "PeriodRule",
    "Phase",
    "Quantity",
    "Resources",
    "Scope",
    "Share",
    "Sum",
    "Supply",
    "Survival",
    "box_text",
    "down",
    "exceeded",
    "exceeded_in_periods",
    "fits",
    "rounded_up",
    "supplies",
    "up",
]
