"""The first page of the office: the work that waits for a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from proposals.access.person import is_officer
from proposals.access.policy import policy_for
from proposals.access.proposal.office import visible_proposals
from proposals.domain.job import LABELS as JOB_LABELS
from proposals.domain.job import MAX_TRIES, REST
from proposals.domain.workflow.status import LABELS, OFFICE_LABELS, Status
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import Call
from proposals.models.decision import Decision
from proposals.models.job import Job
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.question import Question
from proposals.models.registration import Registration
from proposals.models.review import Assignment


@dataclass(frozen=True)
class Waiting:
    """Work that a person can do today: how much of it, and where."""

    count: int
    label: str
    url: str


@dataclass(frozen=True)
class FailedJob:
    label: str
    tries: int
    reason: str
    next_try_at: datetime


def office_desk(user: User) -> dict[str, Any]:
    """Return the counts of an officer's waiting work, and each call's proposals by status."""
    waiting = _waiting(user) if is_officer(user) else []
    return {
        "failed_jobs": _failed_jobs(user),
        "waiting": [one for one in waiting if one.count],
        "calls": _by_call(user),
    }


def reviewer_desk(user: User) -> dict[str, Any]:
    """Return a reviewer's open assignments, and those whose text is theirs to read."""
    rows = policy_for(Assignment).rows(user).filter(reviewer=user)
    own = rows.select_related("proposal__call", "revision__stage").defer(
        "revision__content", "revision__search"
    )
    found: list[Assignment] = list(own.order_by("due_at"))
    return {
        "assignments": [one for one in found if one.state in Assignment.UNDER_WAY],
        "finished": [one for one in found if one.state not in Assignment.UNDER_WAY],
    }


def _failed_jobs(user: User) -> list[FailedJob]:
    return [
        FailedJob(
            label=gettext(JOB_LABELS.get(job.path, job.path)),
            tries=job.tries,
            # A worker that was killed could note nothing.
            reason=job.problem or gettext("The worker ended before the job did."),
            next_try_at=job.started_at + REST,
        )
        for job in policy_for(Job).rows(user).filter(tries__gte=MAX_TRIES)
    ]


def _waiting(officer: User) -> list[Waiting]:
    def url(model: str, query: str) -> str:
        return f"{reverse(f'admin:proposals_{model}_changelist')}?{query}"

    drafted = Decision.State.DRAFTED
    proposals = visible_proposals(officer)
    return [
        Waiting(
            n := policy_for(Agency).rows(officer).filter(state=Agency.State.UNVERIFIED).count(),
            ngettext("agency to verify", "agencies to verify", n),
            url("agency", f"state__exact={Agency.State.UNVERIFIED}"),
        ),
        Waiting(
            n := policy_for(Question).rows(officer).filter(answered_at=None).count(),
            ngettext("question on a call to answer", "questions on calls to answer", n),
            url("question", "answered_at__isnull=True"),
        ),
        Waiting(
            n := policy_for(Registration)
            .rows(officer)
            .filter(proposal__in=Proposal.objects.waiting_for_officer())
            .count(),
            ngettext("letter to confirm", "letters to confirm", n),
            url("registration", ""),
        ),
        Waiting(
            n := policy_for(Decision)
            .rows(officer)
            .filter(state=drafted)
            .exclude(drafted_by=officer)
            .count(),
            ngettext("drafted decision to publish", "drafted decisions to publish", n),
            url("decision", f"state__exact={drafted}"),
        ),
        Waiting(
            n := policy_for(Message).rows(officer).filter(state=Message.State.FAILED).count(),
            ngettext("mail that couldn't be sent", "mails that couldn't be sent", n),
            url("message", f"state__exact={Message.State.FAILED}"),
        ),
        Waiting(
            n := proposals.filter(status=Status.SUBMITTED).count(),
            ngettext(
                "submitted proposal to check once its window is over",
                "submitted proposals to check once their window is over",
                n,
            ),
            url("proposal", f"status={Status.SUBMITTED}"),
        ),
        Waiting(
            n := proposals.filter(status=Status.SCREENING).count(),
            ngettext("proposal to check for eligibility", "proposals to check for eligibility", n),
            url("proposal", f"status={Status.SCREENING}"),
        ),
        Waiting(
            # The tally counts the reviewers of this stage alone.
            n := proposals.filter(
                status=Status.IN_REVIEW, tallies__is_current=True, tallies__assigned=0
            ).count(),
            ngettext(
                "proposal in review without a reviewer",
                "proposals in review without a reviewer",
                n,
            ),
            url("proposal", f"status={Status.IN_REVIEW}&reviewers=none"),
        ),
    ]


def _by_call(user: User) -> list[dict[str, Any]]:
    counts = (
        visible_proposals(user)
        .filter(call__state=Call.State.PUBLISHED)
        .values("call", "call__title", "call__slug", "status")
        .annotate(n=Count("pk"))
        .order_by("-call", "status")
    )
    calls: dict[int, dict[str, Any]] = {}
    order = list(LABELS)
    for row in counts:
        named = {"pk": row["call"], "title": row["call__title"], "slug": row["call__slug"]}
        call = calls.setdefault(row["call"], {**named, "rows": []})
        status = Status(row["status"])
        call["rows"].append(
            {"status": row["status"], "label": gettext(OFFICE_LABELS[status]), "n": row["n"]}
        )
    for call in calls.values():
        call["rows"].sort(key=lambda one: order.index(Status(one["status"])))
        call["total"] = sum(one["n"] for one in call["rows"])
    return list(calls.values())
