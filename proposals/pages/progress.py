"""The next step of a proposal, and its due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from proposals.domain.translation import gettext_noop
from proposals.domain.workflow.status import EDITABLE, Status
from proposals.models.call import Call

_STEPS: Mapping[str, str] = MappingProxyType(
    {
        Status.SCREENING: gettext_noop("The office checks eligibility"),
        Status.IN_REVIEW: gettext_noop("Reviewers read the proposal"),
        Status.RESERVE: gettext_noop("Wait for the office"),
        Status.AGREEMENT: gettext_noop("The agreement is being made"),
        Status.DEVELOPMENT: gettext_noop("Build the payload"),
        Status.DELIVERED: gettext_noop("Integration with the platform"),
        Status.INTEGRATED: gettext_noop("Launch"),
        Status.LAUNCHED: gettext_noop("The journey"),
        Status.DEPLOYED: gettext_noop("Commissioning"),
        Status.COMMISSIONING: gettext_noop("Operation"),
        Status.OPERATING: gettext_noop("Operation"),
    }
)


class Until(Enum):
    """What happens at the due date of a step."""

    CLOSES = "the window closes"
    OPENS = "the window opens"
    DUE = "an answer is due"


@dataclass(frozen=True)
class Step:
    text: str
    due_at: datetime | None = None
    is_yours: bool = False
    until: Until = Until.CLOSES

    @property
    def opens(self) -> bool:
        return self.until is Until.OPENS

    @property
    def is_answer(self) -> bool:
        return self.until is Until.DUE


def next_step(proposal: Any, *, at: datetime) -> Step:
    """Return who has to do the next step, and which. Reads a proposal that listed() loaded."""
    window = proposal.window()
    is_open = window.is_open(at)
    status = proposal.status
    if status == Status.CLARIFICATION:
        return Step(_("Answer the question"), proposal.answer_due_at, True, Until.DUE)
    if status in EDITABLE and proposal.call.state == Call.State.CANCELLED:
        return Step(_("The call was cancelled"))
    if status in (Status.DRAFT, Status.SHORTLISTED):
        if at < window.opens_at:
            return Step(_("Wait for the stage to open"), window.opens_at, until=Until.OPENS)
        if is_open:
            what = _("Submit the full proposal") if status == Status.SHORTLISTED else _("Submit")
            return Step(what, window.announced_end, True)
        return Step(_("The window is over"))
    if status == Status.SUBMITTED:
        if is_open and proposal.has_unsubmitted_changes:
            return Step(
                _("Submit again: what you changed since isn't submitted"),
                window.announced_end,
                True,
            )
        if is_open:
            return Step(_("Nothing to do. You can still submit again"), window.announced_end)
        return Step(_("The office checks eligibility"))
    if status == Status.WITHDRAWN and proposal.came_from_status in EDITABLE and is_open:
        return Step(_("It can still be revived"), window.announced_end)
    if status == Status.SELECTED:
        return Step(_("Accept the selection"), None, True)
    return Step(_(_STEPS[status]) if status in _STEPS else "")
