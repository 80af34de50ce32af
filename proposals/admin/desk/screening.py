"""A proposal of the screening: what was submitted, beside the checklist; and the checklist itself."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from proposals.access.person import is_officer
from proposals.access.policy import policy_for
from proposals.actions import label, note
from proposals.actions import screening as actions
from proposals.admin.base.desk import with_query
from proposals.admin.desk.page import CallPage, tab_page
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.screening import ScreeningResult
from proposals.domain.workflow.status import Status
from proposals.forms.refusal import put_on, sentence
from proposals.forms.screening import (
    PointFormSet,
    ScreeningForm,
    points_given,
    points_initial,
    screening_initial,
)
from proposals.models.proposal import Proposal
from proposals.models.screening import CheckPoint, Screening
from proposals.pages.desk.screening import read_screening
from proposals.pages.desk.tab import Tab
from proposals.pages.table.neighbours import neighbours
from proposals.request import person, received_at

OPEN = (Status.SUBMITTED, Status.SCREENING)


@dataclass(frozen=True, kw_only=True)
class ScreeningPage(CallPage):
    """The tab of the screening, whose rows lead to their checklist."""

    def row_url(self, row: models.Model) -> str:
        return self._screen_url(row.pk)

    def neighbour_url(self, side: str) -> str:
        pk = getattr(self.neighbours, side) if self.neighbours else None
        return self._screen_url(pk) if pk else ""

    def _screen_url(self, pk: int) -> str:
        return with_query(reverse("admin:desk-screen", args=[self.call.slug, pk]), self.query)


def screening_page(request: HttpRequest, slug: str) -> ScreeningPage:
    page = tab_page(request, slug, Tab.SCREENING)
    page.require_reader()
    fields = {one: getattr(page, one) for one in page.__dataclass_fields__}
    return ScreeningPage(**fields)


def screen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a proposal beside its checklist, and save what was found, with its result."""
    page = screening_page(request, slug)
    part = page.part()
    proposal = part.table.rows(person(request)).filter(pk=pk).first()
    if proposal is None:
        raise Http404
    page = replace(
        page,
        title=f"{proposal.reference}: {proposal.title_for_office}",
        here=proposal.reference,
        query=part.query,
        row=proposal,
        is_of_row=True,
        neighbours=neighbours(part, proposal),
    )
    points = list(policy_for(CheckPoint).rows(person(request)).filter(stage=page.stage))
    form = _form(request, page, proposal, points)
    if request.method == "POST":
        if not is_officer(person(request)):
            raise Http404
        if form.is_valid() and _is_saved(request, page, proposal, form):
            return redirect(page.neighbour_url("next") or page.list_url)
    return page.show(
        "admin/desk/screen.html",
        status=422 if form.errors else 200,
        form=form,
        can_write=is_officer(person(request)),
        can_conclude=proposal.status in OPEN,
        next_key=page.neighbours.next if page.neighbours else None,
        **read_screening(person(request), proposal, page.stage),
    )


def _form(
    request: HttpRequest, page: CallPage, proposal: Proposal, points: list[CheckPoint]
) -> ScreeningForm:
    if request.method == "POST":
        return ScreeningForm(request.POST, points=points)
    saved = policy_for(Screening).rows(person(request)).filter(proposal=proposal, stage=page.stage)
    labels = [one.name for one in proposal.labels.all()]
    return ScreeningForm(initial=screening_initial(saved.first(), labels), points=points)


def _is_saved(
    request: HttpRequest, page: CallPage, proposal: Proposal, form: ScreeningForm
) -> bool:
    """Save everything or nothing; a refusal is put on the form."""
    named = request.POST.get("result", ScreeningResult.OPEN)
    result = ScreeningResult(named) if named in list(ScreeningResult) else ScreeningResult.OPEN
    by, at, data = person(request), received_at(request), form.cleaned_data
    try:
        with transaction.atomic():
            if data["note"].strip():
                note.write(proposal, text=data["note"], by=by, at=at)
            label.put(proposal, form.label_names(), by=by, at=at)
            moved = actions.fill(
                proposal,
                form.answers(),
                stage=page.stage,
                by=by,
                at=at,
                base=data["base"],
                result=result,
                reason=data["reason"],
            )
    except RuleBroken as refusal:
        if refusal.refusal is Refusal.STALE_CHECKLIST:
            _show_theirs(form, page, proposal)
        put_on(form, refusal)
        return False
    text = gettext("%(proposal)s is saved: %(status)s.")
    messages.success(request, text % {"proposal": proposal.reference, "status": moved.office_label})
    return True


def _show_theirs(form: ScreeningForm, page: CallPage, proposal: Proposal) -> None:
    """Show the answers of the other officer, and keep what was typed where they have none."""
    latest = Screening.objects.get(proposal=proposal, stage=page.stage)
    data: Any = dict(form.data.items())
    for key, value in screening_initial(latest, []).items():
        if key != "labels" and value not in ("", None):
            data[key] = str(value)
    form.data = data


def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the points of a stage's checklist, and change them."""
    page = screening_page(request, slug)
    if not is_officer(person(request)):
        raise Http404
    page = replace(page, query=page.part().query)
    points = list(policy_for(CheckPoint).rows(person(request)).filter(stage=page.stage))
    formset = PointFormSet(
        request.POST if request.method == "POST" else None, initial=points_initial(points)
    )
    if request.method == "POST" and formset.is_valid():
        try:
            actions.change_checklist(
                page.stage, points_given(formset), by=person(request), at=received_at(request)
            )
        except RuleBroken as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, gettext("The checklist is saved."))
            return redirect(page.list_url)
    return page.show(
        "admin/desk/checklist.html",
        status=422 if formset.is_bound else 200,
        formset=formset,
        count=len(points),
    )
