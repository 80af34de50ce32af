"""The next step of a proposal, and when it is due."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from proposals.domain.workflow import EDITABLE, Status
from proposals.models.call import Call
from proposals.models.proposal import Proposal


@dataclass(frozen=True)
class Step:
    text: str
    due_at: datetime | None = None
    is_yours: bool = False


def next_step(proposal: Proposal, *, at: datetime) -> Step:
    """Say who has to do what next.

    Reads `extensions` and `clarifications`, which a list prefetches.
    """
    window = proposal.window()
    is_open = window.is_open(at)
    status = proposal.status
    if status == Status.CLARIFICATION:
        due = [one.due_at for one in proposal.clarifications.all() if one.state == "open"]
        return Step(_("Answer the question"), min(due, default=None), True)
    if status in EDITABLE and proposal.call.state == Call.State.CANCELLED:
        return Step(_("The call was cancelled"))
    if status in (Status.DRAFT, Status.SHORTLISTED):
        if at < window.opens_at:
            return Step(_("Wait for the stage to open"), window.opens_at)
        if is_open:
            what = _("Submit the full proposal") if status == Status.SHORTLISTED else _("Submit")
            return Step(what, window.announced_end, True)
        return Step(_("The window is over"))
    if status == Status.SUBMITTED:
        if is_open:
            return Step(
                _("Nothing to do. You can submit again until the window closes"),
                window.announced_end,
            )
        return Step(_("The office checks eligibility"))
    if status == Status.SELECTED:
        return Step(_("Accept the selection"), None, True)
    return Step(_steps().get(status, ""))


def _steps() -> dict[str, str]:
    return {
        Status.SCREENING: _("The office checks eligibility"),
        Status.IN_REVIEW: _("Reviewers read the proposal"),
        Status.RESERVE: _("Wait for the office"),
        Status.AGREEMENT: _("The agreement is being made"),
        Status.DEVELOPMENT: _("Build the payload"),
        Status.DELIVERED: _("Integration with the platform"),
        Status.INTEGRATED: _("Launch"),
        Status.LAUNCHED: _("The journey"),
        Status.DEPLOYED: _("Commissioning"),
        Status.COMMISSIONING: _("Operation"),
        Status.OPERATING: _("Operation"),
    }
