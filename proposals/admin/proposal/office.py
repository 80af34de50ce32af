"""A proposal as officers, panel and auditors see it: its submitted content, reviews and decisions."""

from typing import Any

from proposals.access.conflict import people_in_conflict
from proposals.access.policy import Right, policy_for
from proposals.admin.proposal.side import Side, seen
from proposals.content.agency import registered
from proposals.content.proposal import frozen_copy
from proposals.models.account import User
from proposals.models.decision import Decision
from proposals.models.proposal import Proposal
from proposals.models.review import Review
from proposals.pages import dossier
from proposals.pages.decision import standing
from proposals.pages.envelope import panel
from proposals.pages.history import history
from proposals.pages.investigator import frozen_confirmations
from proposals.pages.proposal import OFFICE_PROPOSALS
from proposals.pages.review import stage_reviews
from proposals.pages.signoff import frozen_signoff
from proposals.pages.timeline import selection_dates

LATEST = 12  # entries of the history on a proposal's page; the page of the history has all


def find(user: User, pk: int) -> Proposal | None:
    rows = seen(user).select_related(
        "current_revision__stage__call",
        "current_revision__proposal__lead_agency",
        "registration__scan",
        "registration__entered_by",
    )
    return rows.prefetch_related("extensions", "participations").filter(pk=pk).first()


def content(user: User, proposal: Proposal) -> dict[str, Any]:
    """Return what the page shows: the current revision, reviews, decisions and records."""
    assignments = list(
        proposal.assignments.select_related("reviewer", "revision").defer(
            "revision__content", "revision__search"
        )
    )
    decisions = proposal.decisions.select_related("drafted_by", "scheduled_by")
    return {
        "proposal": proposal,
        "selection": selection_dates(proposal),
        "registration": getattr(proposal, "registration", None),
        **_revision(proposal),
        "clarifications": proposal.clarifications.select_related("asked_by", "answered_by"),
        "decisions": _with_warnings([one for one in decisions if one.is_pending]),
        "conflicted": people_in_conflict([one.reviewer for one in assignments], proposal),
        "joinings": proposal.joinings.live().select_related("agency"),
        "signoffs": proposal.signoffs.filter(stage=proposal.stage)
        .select_related("ready_by")
        .prefetch_related("approvals__agency", "approvals__approved_by")
        .order_by("-pk")[:1],
        "links": proposal.agency_links.select_related("agency"),
        "conflicts": proposal.conflicts.select_related("reviewer", "waived_by"),
        "stages": stage_reviews(proposal, assignments, _reviews(user, proposal)),
        "shows_confidential": True,
        "revisions": proposal.revisions.select_related("submitted_by", "stage").defer(
            "content", "search"
        ),
        "history": history(proposal, most=LATEST)
        if policy_for(Proposal).may(user, Right.HISTORY)
        else [],
    }


def _revision(proposal: Proposal) -> dict[str, Any]:
    revision = proposal.current_revision
    if revision is None:
        return {"revision": None, "unlinked": [], "checks": []}
    copy = frozen_copy(revision)
    return {
        "revision": revision,
        "unlinked": registered(revision),
        "read": dossier.read(copy),
        "envelope": panel(copy),
        "checks": copy.warnings,
        "signoff": frozen_signoff(revision),
        "confirmations": frozen_confirmations(revision),
    }


def _with_warnings(decisions: list[Decision]) -> list[tuple[Decision, list[str]]]:
    """Join pending decisions with what their officers have to know."""
    warnings = standing(decisions) if decisions else {}
    return [(one, warnings[one.pk]) for one in decisions]


def _reviews(user: User, proposal: Proposal) -> Any:
    reviews = policy_for(Review).rows(user).filter(assignment__proposal=proposal)
    return (
        reviews.select_related("assignment__reviewer", "assignment__revision__stage")
        .defer("assignment__revision__content", "assignment__revision__search")
        .prefetch_related("scores__criterion")
        .order_by("pk")
    )


SIDE = Side(OFFICE_PROPOSALS, "admin/proposals/proposal/office.html", find, content)
