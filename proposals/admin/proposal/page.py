"""The proposals as the office, the panel, the auditor and a reviewer see them."""

from typing import Any

from django.contrib import admin
from django.db.models import Avg, Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.access.person import is_officer, is_reviewer, reads_scores
from proposals.access.policy import Right, policy_for
from proposals.admin.base.act import Act
from proposals.admin.base.bulk import bulk
from proposals.admin.base.page import ReadOnlyAdmin
from proposals.admin.proposal.acts import (
    bulk_assign,
    bulk_decide,
    bulk_transitions,
    proposal_acts,
    transition_act,
)
from proposals.content.proposal import frozen_copy
from proposals.domain.name import normalised
from proposals.domain.workflow.status import Status
from proposals.models.clarification import Clarification
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Review
from proposals.models.revision import Revision
from proposals.pages import dossier
from proposals.pages.history import history
from proposals.pages.review import matrix
from proposals.pages.status import status_badge
from proposals.request import person

LATEST = 12  # entries of the history beside a proposal; all are on its page


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = [
        "reference",
        "shown_title",
        "lead_agency",
        "badge",
        "asked_kg",
        "reviews",
        "score",
    ]
    list_display_links = ["reference", "shown_title"]
    list_filter = ["call", "status", "stage__kind", "level"]
    search_fields = ["search"]
    search_help_text = _("Reference, title or agency")
    list_select_related = ["lead_agency", "current_revision"]
    ordering = ["-pk"]

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return super().get_queryset(request).defer("current_revision__content")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        if reads_scores(person(request)):
            return list(self.list_display)
        # A reviewer sees no one's scores in a list.
        return ["reference", "shown_title", "lead_agency", "badge"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return list(self.list_filter) if reads_scores(person(request)) else []

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if is_reviewer(person(request)):
            # Of the latest title, a reviewer of an earlier revision knows nothing.
            return queryset.filter(reference__icontains=search_term.strip()), False
        for word in normalised(search_term).split():
            queryset = queryset.filter(search__contains=word)
        return queryset, False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Count and average the reviews of the rows on this page, not of all rows."""
        changelist = super().get_changelist_instance(request)
        if reads_scores(person(request)):
            rows = list(changelist.result_list)
            _add_scores(rows)
            changelist.result_list = rows
        else:
            changelist.result_list = _as_assigned(request, list(changelist.result_list))
        return changelist

    @admin.display(description=_("title"), ordering="title")
    def shown_title(self, proposal: Proposal) -> str:
        return proposal.title_for_office

    @admin.display(description=_("status"), ordering="status")
    def badge(self, proposal: Proposal) -> str:
        return status_badge(proposal.status, proposal.office_label)

    @admin.display(description=_("NTE, kg"), ordering="current_revision__asked_kg")
    def asked_kg(self, proposal: Proposal) -> str:
        revision = proposal.current_revision
        return f"{revision.asked_kg:.1f}" if revision and revision.asked_kg is not None else "–"

    @admin.display(description=_("reviews"))
    def reviews(self, proposal: Proposal) -> str:
        asked = getattr(proposal, "asked", 0)
        return f"{getattr(proposal, 'finished', 0)}/{asked}" if asked else "–"

    @admin.display(description=_("score"))
    def score(self, proposal: Proposal) -> str:
        value = getattr(proposal, "mean", None)
        return f"{value:.2f}" if value is not None else "–"

    # --- Buttons ---

    def acts(self, request: HttpRequest, obj: Proposal) -> list[Act]:
        return proposal_acts(obj, by=person(request), at=timezone.now())

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer what the table offers an officer from the statuses that are listed."""
        if not is_officer(person(request)):
            return {}
        listed = request.GET.get("status__exact")
        sources = {Status(listed)} if listed in set(Status) else set(Status)
        acts = [
            transition_act(row)
            for row in bulk_transitions()
            if sources & {move.source for move in row.moves}
        ]
        if sources & {Status.IN_REVIEW, Status.CLARIFICATION}:
            acts.append(bulk_assign())
        if sources & {Status.IN_REVIEW, Status.CLARIFICATION, Status.RESERVE}:
            acts.append(bulk_decide())
        return {f"bulk_{act.name}": (bulk(act), f"bulk_{act.name}", act.label) for act in acts}

    # --- One proposal ---

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        proposal = self.get_object(request, object_id)
        if proposal is None:
            return self.missing(request, object_id)
        if is_reviewer(person(request)):
            _as_assigned(request, [proposal])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": proposal,
            "proposal": proposal,
            "title": f"{proposal.reference}: {proposal.title_for_office}",
            "acts": self.acts(request, proposal),
            **_content(request, proposal),
        }
        return TemplateResponse(request, "admin/proposals/proposal/detail.html", context)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        rows = (
            self.get_queryset(request)
            .select_related(
                "call",
                "stage__call",
                "lead_agency",
                "lead",
                "current_revision__stage__call",
                "current_revision__proposal__lead_agency",
                "registration__scan",
                "registration__entered_by",
            )
            .prefetch_related("extensions", "participations")
        )
        try:
            return rows.filter(pk=int(object_id)).first()
        except ValueError as error:
            raise Http404 from error


def _add_scores(rows: list[Any]) -> None:
    """Give each row of the page its counts and mean, in one query."""
    counted = (
        Proposal.objects.filter(pk__in=[row.pk for row in rows])
        .annotate(
            asked=Count("assignments", filter=Q(assignments__state__in=Assignment.COUNTED)),
            finished=Count("assignments", filter=Q(assignments__state=Assignment.State.FINISHED)),
            mean=Avg(
                "assignments__review__total", filter=Q(assignments__state=Assignment.State.FINISHED)
            ),
        )
        .values_list("pk", "asked", "finished", "mean")
    )
    by_pk = {pk: rest for pk, *rest in counted}
    for row in rows:
        row.asked, row.finished, row.mean = by_pk.get(row.pk, (0, 0, None))


def _as_assigned(request: HttpRequest, rows: list[Any]) -> list[Any]:
    """Show a reviewer each proposal as the revision that was assigned to them, in one query."""
    revisions = policy_for(Revision).rows(person(request)).filter(proposal__in=rows)
    latest_last = revisions.select_related("stage__call").order_by("number")
    assigned = {one.proposal_id: one for one in latest_last}
    for row in rows:
        row.current_revision = assigned[row.pk]
        row.level = row.current_revision.level
    return rows


def _content(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """Return what this person may read of a proposal: the office all, a reviewer their revision."""
    user = person(request)
    revision = _revision(request, proposal)
    context: dict[str, Any] = {"revision": revision}
    if revision is not None:
        content = frozen_copy(revision)
        context |= {
            "read": dossier.read(content),
            "masses": dossier.masses(content),
            "content": content,
        }
    questions = policy_for(Clarification).rows(user).filter(proposal=proposal)
    context["questions"] = questions.select_related("asked_by", "answered_by")
    if reads_scores(user):
        context |= _office_content(proposal)
    if policy_for(Proposal).may(user, Right.HISTORY):
        context["history"] = history(proposal, most=LATEST)
    return context


def _revision(request: HttpRequest, proposal: Proposal) -> Revision | None:
    if not is_reviewer(person(request)):
        return proposal.current_revision
    rows = policy_for(Revision).rows(person(request)).filter(proposal=proposal)
    revision: Revision | None = rows.select_related("stage__call", "proposal__lead_agency").first()
    return revision


def _office_content(proposal: Proposal) -> dict[str, Any]:
    reviews = (
        Review.objects.filter(assignment__proposal=proposal)
        .select_related("assignment__reviewer", "assignment__revision")
        .prefetch_related("scores__criterion")
        .order_by("pk")
    )
    return {
        "is_office": True,
        "assignments": proposal.assignments.select_related("reviewer", "revision"),
        "matrix": matrix(list(reviews)),
        "decisions": proposal.decisions.select_related(
            "drafted_by", "scheduled_by"
        ).prefetch_related("conditions"),
        "conflicts": proposal.conflicts.select_related("reviewer", "waived_by"),
        "revisions": proposal.revisions.select_related("submitted_by", "stage").defer("content"),
        "registration": getattr(proposal, "registration", None),
    }
