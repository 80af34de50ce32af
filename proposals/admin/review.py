"""A reviewer's desk: assignments, conflicts and the review itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.access.conflict import people_in_conflict
from proposals.access.form_draft import own_draft
from proposals.access.person import reads_scores
from proposals.access.policy import policy_for
from proposals.access.proposal.own_agency import acts_for_office
from proposals.actions import form_draft
from proposals.actions import review as actions
from proposals.actions.review import Marks
from proposals.admin.assignment import officer_acts
from proposals.admin.base.act import Act
from proposals.admin.base.desk import DeskPage, with_query
from proposals.admin.desk.page import DeskAdmin
from proposals.content.proposal import frozen_copy
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.forms.refusal import put_on
from proposals.forms.review import (
    ConflictForm,
    DeclineReviewForm,
    ReviewForm,
    decline_reason,
    review_initial,
)
from proposals.models.account import User
from proposals.models.call import Call
from proposals.models.clarification import Clarification
from proposals.models.review import Assignment, Review
from proposals.pages import dossier
from proposals.pages.assignment import ASSIGNMENTS
from proposals.pages.envelope import panel
from proposals.pages.investigator import frozen_confirmations
from proposals.pages.review import Matrix, matrix
from proposals.pages.table.declaration import Table
from proposals.pages.time import clock
from proposals.request import keep_draft, person, received_at

State = Assignment.State


@admin.register(Assignment)
class AssignmentAdmin(DeskAdmin):
    def table(self, request: HttpRequest) -> Table:
        return ASSIGNMENTS

    def call_of(self, row: Assignment) -> Call:
        return row.proposal.call

    def acts(self, request: HttpRequest, obj: Assignment) -> list[Act]:
        user = person(request)
        if acts_for_office(user, obj.proposal):
            return officer_acts(obj)
        if obj.reviewer_id != user.pk or obj.state not in Assignment.COUNTED or obj.is_hidden:
            return []
        accept = Act("accept", _("Accept: I have no conflict"), _accept, _accepted, style="primary")
        decline = Act("decline", _("Decline, no conflict"), _decline, _declined, DeclineReviewForm)
        conflict = Act(
            "conflict",
            _("Declare a conflict"),
            _conflict,
            _declared,
            ConflictForm,
            style="danger",
            intro=_(
                "The proposal is then closed to you, and only an officer can open it again. A review that you have finished stays yours to read; one under way doesn't."
            ),
        )
        if obj.is_finished:
            return [conflict]
        return [accept, decline, conflict] if obj.is_invited else [decline, conflict]

    def get_urls(self) -> list[URLPattern]:
        review = path(
            "<int:pk>/review/",
            self.admin_site.admin_view(self.review_view),
            name="proposals_assignment_review",
        )
        return [review, *super().get_urls()]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        rows = self.get_queryset(request).select_related(
            "proposal__lead_agency", "reviewer", "revision__stage__call", "review"
        )
        try:
            return rows.filter(pk=int(object_id)).first()
        except ValueError as error:
            raise Http404 from error

    def page(self, request: HttpRequest, assignment: Assignment, **given: Any) -> DeskPage:
        """Make a page about an assignment."""
        title = ": ".join(filter(None, (assignment.proposal.reference, assignment.title)))
        return self.row_page(request, assignment, **{"title": title, **given})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        assignment = self.get_object(request, object_id)
        if assignment is None:
            return self.missing(request, object_id)
        is_own = assignment.reviewer_id == person(request).pk
        page = self.page(
            request,
            assignment,
            here=str(assignment.proposal),
            is_of_row=True,
            acts=self.acts(request, assignment),
            neighbours=self.neighbours(request, assignment),
        )
        asks_conflict = is_own and assignment.is_invited
        is_closed = assignment.is_hidden or assignment.state not in Assignment.COUNTED
        shows_own_text = is_own and is_closed
        if asks_conflict:
            content = _team(assignment)
        elif shows_own_text:
            content = _own_text(assignment)
        else:
            content = _reading(request, assignment)
        return page.show(
            "admin/proposals/assignment/detail.html",
            assignment=assignment,
            proposal=assignment.proposal,
            revision=assignment.revision,
            review_url=self._review_url(page, assignment)
            if is_own and assignment.state == State.ACCEPTED
            else "",
            asks_conflict=asks_conflict,
            is_own=is_own,
            shows_own_text=shows_own_text,
            **content,
        )

    def _review_url(self, page: DeskPage, assignment: Assignment) -> str:
        return with_query(
            reverse("admin:proposals_assignment_review", args=[assignment.pk]), page.query
        )

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the review form beside the proposal, and save or finish it."""
        assignment = self.get_object(request, str(pk))
        if assignment is None or assignment.reviewer_id != person(request).pk:
            return self._refused(request, pk)
        if assignment.state != State.ACCEPTED:
            if request.method == "POST" and not _is_saved(request, assignment):
                return self._refused(request, pk)
            return redirect(self.page(request, assignment).row_url(assignment))
        criteria = list(assignment.revision.stage.criteria.all())
        name = f"review:{assignment.pk}"
        if "auto" in request.POST:
            return keep_draft(request, name, ReviewForm(criteria=criteria))
        if request.method == "POST":
            form = ReviewForm(request.POST, criteria=criteria)
        else:
            initial = _with_draft(assignment.review, own_draft(name, by=person(request)))
            form = ReviewForm(initial=initial, criteria=criteria)
        if request.method == "POST" and form.is_valid():
            try:
                _save(request, assignment.review, form)
            except RuleBroken as refusal:
                put_on(form, refusal)
                if refusal.refusal is Refusal.STALE_REVIEW:
                    latest = Review.objects.get(pk=assignment.review.pk).version
                    form.data = {**form.data.dict(), "base": str(latest)}  # type: ignore[attr-defined]
            else:
                form_draft.forget(name, by=person(request))
                return self._saved(request, assignment)
        return self.page(request, assignment, here=gettext("Review")).show(
            "admin/proposals/assignment/review.html",
            status=422 if form.errors else 200,
            assignment=assignment,
            proposal=assignment.proposal,
            revision=assignment.revision,
            form=form,
            **_reading(request, assignment),
        )

    def _refused(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the reviewer the text of a review that can't be saved any more, and nothing else."""
        own = Assignment.objects.filter(pk=pk, reviewer=person(request)).first()
        if own is None or request.method != "POST":
            raise Http404
        texts = [
            text
            for name, values in request.POST.lists()
            if name.startswith("comment_") or name in ("summary", "confidential")
            for text in values
            if text.strip()
        ]
        title = gettext("This review can't be saved any more")
        return DeskPage(admin=self, request=request, title=title).show(
            "admin/proposals/assignment/refused.html",
            status=422,
            state=own.get_state_display(),
            texts=texts,
        )

    def _next(self, request: HttpRequest, assignment: Assignment) -> str:
        """Return the address of the review that this person has to write next, if there is one."""
        own = policy_for(Assignment).rows(person(request)).filter(reviewer=person(request))
        following = own.filter(state=State.ACCEPTED).order_by("due_at", "pk").first()
        return self._review_url(self.page(request, following), following) if following else ""

    def _saved(self, request: HttpRequest, assignment: Assignment) -> HttpResponse:
        page = self.page(request, assignment)
        if "finish" in request.POST:
            messages.success(
                request, gettext("Your review is finished. You can read the others now.")
            )
            return redirect(self._next(request, assignment) or page.row_url(assignment))
        messages.success(request, gettext("Your review is saved."))
        return redirect(self._review_url(page, assignment))


def _is_saved(request: HttpRequest, assignment: Assignment) -> bool:
    """Tell whether a finished review equals the sent form, as after a double click."""
    if assignment.state != State.FINISHED:
        return False
    criteria = list(assignment.revision.stage.criteria.all())
    form = ReviewForm(request.POST, initial=review_initial(assignment.review), criteria=criteria)
    return set(form.changed_data) <= {"base"}


def _team(assignment: Assignment) -> dict[str, Any]:
    """Return title and team as submitted, by which an invited reviewer judges a conflict."""
    return {
        "participations": assignment.revision.participations.all(),
        "investigators": dossier.investigators(assignment.revision),
        "matrix": None,
        "read": None,
    }


def _own_text(assignment: Assignment) -> dict[str, Any]:
    """Return what a reviewer wrote about a proposal that they can't open any more."""
    reviews = Review.objects.filter(assignment=assignment).select_related(
        "assignment__reviewer", "assignment__revision__stage"
    )
    own = list(reviews.prefetch_related("scores__criterion"))
    return {"read": None, "matrix": matrix(own, mean=None), "conflicted": set()}


def _reading(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    """Return the frozen revision, its annexes, and the reviews that this person may see."""
    assignment.revision.proposal = assignment.proposal  # the same row, loaded once
    content = frozen_copy(assignment.revision)
    seen = policy_for(Clarification).rows(person(request))
    clarifications = seen.filter(revision=assignment.revision_id)
    peers = _peers(request, assignment) if assignment.is_finished else None
    return {
        "read": dossier.read(content),
        "envelope": panel(content),
        "confirmations": frozen_confirmations(assignment.revision),
        "clarifications": clarifications.select_related("answered_by"),
        "matrix": peers,
        "conflicted": _conflicted(request, assignment, peers),
    }


def _conflicted(request: HttpRequest, assignment: Assignment, peers: Matrix | None) -> set[int]:
    """Return who of the reviewers has a conflict now; other reviewers aren't told."""
    if peers is None or not reads_scores(person(request)):
        return set()
    people = [one.assignment.reviewer for one in peers.reviews]
    return people_in_conflict(people, assignment.proposal)


def _peers(request: HttpRequest, assignment: Assignment) -> Matrix:
    """Make the table of the reviews of the same revision that this person may see."""
    revision = assignment.revision_id
    rows = policy_for(Review).rows(person(request)).filter(assignment__revision=revision)
    peers = rows.select_related("assignment__reviewer", "assignment__revision__stage").defer(
        "assignment__revision__content", "assignment__revision__search"
    )
    reviews = list(peers.prefetch_related("scores__criterion").order_by("pk"))
    # A mean over reviews that this person doesn't see isn't shown either.
    tallies = assignment.proposal.tallies.filter(stage=assignment.revision.stage_id)
    counted = [one for one in reviews if one.assignment.state == State.FINISHED]
    tally = tallies.filter(finished=len(counted)).first()
    return matrix(reviews, mean=tally.mean if tally else None)


def _with_draft(review: Review, draft: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the form shows: a draft only if the review wasn't saved since."""
    initial = review_initial(review)
    return draft if draft.get("base") == str(initial["base"]) else initial


def _save(request: HttpRequest, review: Review, form: ReviewForm) -> None:
    data = form.cleaned_data
    marks = Marks(
        scores=form.scores(),
        comments=form.comments(),
        recommendation=data["recommendation"],
        summary=data["summary"],
        confidential=data["confidential"],
    )
    actions.save(
        review,
        marks,
        by=person(request),
        at=received_at(request),
        base=data["base"],
        finish="finish" in request.POST,
    )


def _accept(assignment: Assignment, data: dict[str, Any], by: User, at: datetime) -> Assignment:
    return actions.accept(assignment, by=by, at=at)


def _accepted(assignment: Assignment) -> str:
    return gettext("You have accepted. Read the proposal and write the review by %(due)s.") % {
        "due": clock(assignment.due_at)
    }


def _decline(assignment: Assignment, data: dict[str, Any], by: User, at: datetime) -> Assignment:
    return actions.decline(assignment, reason=decline_reason(data), by=by, at=at)


def _declined(assignment: Assignment) -> str:
    return gettext("You have declined to review %(proposal)s. The office is told why.") % {
        "proposal": assignment.proposal
    }


def _conflict(assignment: Assignment, data: dict[str, Any], by: User, at: datetime) -> Assignment:
    actions.declare_conflict(assignment, reason=data["reason"], by=by, at=at)
    return assignment


def _declared(assignment: Assignment) -> str:
    return gettext("Your conflict is recorded. %(proposal)s is closed to you now.") % {
        "proposal": assignment.proposal
    }
