"""Calls and their parts: officers write them in a draft, and change them by amendment later."""

from operator import attrgetter
from typing import ClassVar

from proposals.access.policy import WRITING, M, Policy, register
from proposals.models.call import (
    Amendment,
    Call,
    CallLevel,
    CallTopic,
    Criterion,
    GrowthAllowance,
    RequiredDocument,
    Result,
    Stage,
)


@register
class CallPolicy(Policy[Call]):
    model = Call
    officers_may = WRITING

    def is_open(self, row: Call) -> bool:
        return row.state == Call.State.DRAFT


@register
class AmendmentPolicy(Policy[Amendment]):
    model = Amendment


class PartOfCall(Policy[M]):
    """The rights to a part of a call: officers may change it while the call is a draft."""

    officers_may = WRITING
    call: ClassVar[str] = "call"  # where a row names its call

    def is_open(self, row: M) -> bool:
        return self.deciding_row(row).state == Call.State.DRAFT

    def deciding_row(self, row: M) -> Call:
        call: Call = attrgetter(self.call)(row)
        return call


@register
class StagePolicy(PartOfCall[Stage]):
    model = Stage


@register
class CallLevelPolicy(PartOfCall[CallLevel]):
    model = CallLevel


@register
class CallTopicPolicy(PartOfCall[CallTopic]):
    model = CallTopic


@register
class GrowthAllowancePolicy(PartOfCall[GrowthAllowance]):
    model = GrowthAllowance


@register
class ResultPolicy(PartOfCall[Result]):
    model = Result


@register
class CriterionPolicy(PartOfCall[Criterion]):
    model = Criterion
    call = "stage.call"


@register
class RequiredDocumentPolicy(PartOfCall[RequiredDocument]):
    model = RequiredDocument
    call = "stage.call"
