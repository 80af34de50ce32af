"""Decisions: one officer drafts a decision, and another officer publishes it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.access.person import is_officer
from proposals.access.policy import Right, policy_for
from proposals.actions import decision as actions
from proposals.admin.base.act import Act, MakeForm
from proposals.admin.base.bulk import bulk
from proposals.admin.base.page import OfficeInline, ReadOnlyAdmin
from proposals.content.decision import grounds_by_proposal
from proposals.forms.decision import ScheduleForm
from proposals.models.account import User
from proposals.models.decision import Condition, Decision
from proposals.pages.decision import before_publishing
from proposals.pages.time import clock
from proposals.request import person


class ConditionInline(OfficeInline):
    model = Condition
    fields = ["text", "due_on"]
    readonly_fields = ["text", "due_on"]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = [
        "proposal",
        "outcome",
        "state",
        "drafted_by",
        "scheduled_by",
        "release_at",
        "problem",
    ]
    list_filter = ["state", "outcome", "proposal__call"]
    search_fields = ["proposal__search"]
    list_select_related = ["proposal", "drafted_by", "scheduled_by"]
    inlines = [ConditionInline]
    fields = [
        "proposal",
        "revision",
        "outcome",
        "letter",
        "reason",
        "state",
        "drafted_by",
        "drafted_at",
        "scheduled_by",
        "release_at",
        "released_at",
        "problem",
    ]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return _readable(super().get_list_display(request), request)

    def get_fields(self, request: HttpRequest, obj: Decision | None = None) -> list[Any]:
        return _readable(self.fields, request)

    def acts(self, request: HttpRequest, obj: Decision) -> list[Act]:
        user = person(request)
        if not is_officer(user) or obj.state not in Decision.PENDING:
            return []
        cancel = _take_back()
        if obj.state != Decision.State.DRAFTED:
            return [cancel]
        refusal = actions.second_officer_refusal(obj, by=user)
        return [replace(_publish(), quote=obj.letter, refusal=refusal), cancel]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        if not is_officer(person(request)):
            return {}
        acts = (_publish(), _take_back())
        return {f"bulk_{act.name}": (bulk(act), f"bulk_{act.name}", act.label) for act in acts}


def _readable(names: Iterable[Any], request: HttpRequest) -> list[Any]:
    """Leave the problem out for the panel: it may tell of a proposal that a conflict hides."""
    reads_history = policy_for(Decision).may(person(request), Right.HISTORY)
    return [one for one in names if one != "problem" or reads_history]


def _take_back() -> Act:
    return Act("cancel", _("Take the decision back"), _cancel, _cancelled, style="danger")


def _publish() -> Act:
    return Act(
        "publish",
        _("Publish"),
        _schedule,
        _scheduled,
        ScheduleForm,
        style="primary",
        intro=_(
            "The team gets the letter and the status once the undo time of the call is over. Until then you can take it back."
        ),
        warn=before_publishing,
        choose_form=_schedule_form,
    )


def _schedule_form(decisions: Sequence[Decision]) -> MakeForm:
    """Ask for a reason where reviews are missing, and for a confirmation where there are news."""
    found = grounds_by_proposal([one.proposal for one in decisions]).values()
    return partial(
        ScheduleForm,
        asks_reason=any(one.lacks_reviews for one in found),
        asks_confirmation=any(one.news for one in found),
    )


def _schedule(decision: Decision, data: dict[str, Any], by: User, at: datetime) -> Decision:
    return actions.schedule(
        decision,
        release_at=data["release_at"],
        reason=data.get("reason", ""),
        stands=data.get("stands", False),
        saw=data.get("saw"),
        by=by,
        at=at,
    )


def _scheduled(decision: Decision) -> str:
    return gettext("%(proposal)s is scheduled: status and letter go out at %(at)s.") % {
        "proposal": decision.proposal.title_for_office,
        "at": clock(decision.release_at) if decision.release_at else "",
    }


def _cancel(decision: Decision, data: dict[str, Any], by: User, at: datetime) -> Decision:
    actions.cancel(decision, by=by, at=at)
    return decision


def _cancelled(decision: Decision) -> str:
    return gettext("The decision on %(proposal)s is taken back. The team was told nothing.") % {
        "proposal": decision.proposal.title_for_office
    }
