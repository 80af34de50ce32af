"""The buttons of an officer on an assignment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.access.conflict import people_in_conflict
from proposals.actions import assignment as actions
from proposals.admin.base.act import Act
from proposals.forms.proposal import ReasonForm
from proposals.models.account import User
from proposals.models.review import Assignment


def officer_acts(assignment: Assignment) -> list[Act]:
    """List the buttons that an officer has now: cancel, keep out of the scores, count again."""
    if assignment.state in Assignment.UNDER_WAY:
        label = _("Cancel the assignment")
        return [Act("cancel", label, _cancel, _cancelled, ReasonForm, style="danger")]
    if assignment.is_left_out:
        return [Act("count", _("Count the review again"), _count, _counted, ReasonForm)]
    if assignment.is_finished and people_in_conflict([assignment.reviewer], assignment.proposal):
        label = _("Keep the review out of the scores")
        return [Act("leave_out", label, _leave_out, _left_out, ReasonForm, style="danger")]
    return []


def _cancel(assignment: Assignment, data: Mapping[str, Any], by: User, at: datetime) -> Assignment:
    return actions.cancel(assignment, reason=data["reason"], by=by, at=at)


def _cancelled(assignment: Assignment) -> str:
    return gettext("The assignment is cancelled. %(reviewer)s gets a mail.") % {
        "reviewer": assignment.reviewer
    }


def _leave_out(
    assignment: Assignment, data: Mapping[str, Any], by: User, at: datetime
) -> Assignment:
    return actions.leave_out(assignment, reason=data["reason"], by=by, at=at)


def _left_out(assignment: Assignment) -> str:
    return gettext("The review of %(reviewer)s doesn't count any more.") % {
        "reviewer": assignment.reviewer
    }


def _count(assignment: Assignment, data: Mapping[str, Any], by: User, at: datetime) -> Assignment:
    return actions.count(assignment, reason=data["reason"], by=by, at=at)


def _counted(assignment: Assignment) -> str:
    return gettext("The review of %(reviewer)s counts again.") % {"reviewer": assignment.reviewer}
