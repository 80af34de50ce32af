"""The screening: its checklist and its answers are the office's alone."""

from typing import ClassVar

from proposals.access.person import OFFICE, Role
from proposals.access.policy import Policy, register
from proposals.access.proposal.office import PartOfProposal
from proposals.models.screening import CheckPoint, Screening


@register
class CheckPointPolicy(Policy[CheckPoint]):
    model = CheckPoint
    readers: ClassVar[frozenset[Role]] = OFFICE


@register
class ScreeningPolicy(PartOfProposal[Screening]):
    model = Screening
    readers: ClassVar[frozenset[Role]] = OFFICE
