"""The agencies on a proposal: ask one to join, answer for one, and end its part."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from proposals.access.joining import administers, waiting_for
from proposals.access.proposal.team import actors
from proposals.actions import joining as actions
from proposals.domain.refusal import RuleBroken
from proposals.domain.workflow.table import Actor
from proposals.forms.joining import JoiningAnswerForm, JoiningForm
from proposals.forms.proposal import ReasonForm
from proposals.forms.refusal import put_on
from proposals.request import person, received_at
from proposals.views.proposal import own


def list_(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the agencies on a proposal, and ask another to join."""
    proposal = own(request, reference)
    form = JoiningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask(
                proposal,
                agency=actions.named(**form.cleaned_data),
                by=person(request),
                at=received_at(request),
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request,
                _("Asked: %(agency)s. Its administrator has got a mail.")
                % {"agency": asked.agency},
            )
            return redirect("joining-list", reference=reference)
    leads = Actor.LEAD in actors(person(request), proposal)
    rows = proposal.joinings.select_related("agency", "asked_by", "answered_by")
    context = {
        "proposal": proposal,
        "rows": [
            (one, one.is_live and (leads or administers(person(request), one.agency_id)))
            for one in rows
        ],
        "form": form,
        "may_ask": leads and proposal.is_editable and not proposal.waits_for_officer,
    }
    return render(request, "joining/list.html", context, status=422 if form.errors else 200)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for an agency that is asked to join; its administrators alone see this page."""
    joining = get_object_or_404(
        waiting_for(person(request)).select_related(
            "agency", "asked_by", "proposal__lead_agency", "proposal__call"
        ),
        pk=pk,
    )
    form = JoiningAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by, at = person(request), received_at(request)
        try:
            if "accept" in request.POST:
                actions.accept(joining, by=by, at=at)
            else:
                actions.decline(joining, by=by, at=at, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            return _answered(request, joining.proposal.reference)
    context = {"joining": joining, "proposal": joining.proposal, "form": form}
    return render(request, "joining/answer.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, reference: str) -> HttpResponse:
    if "accept" in request.POST:
        messages.success(
            request, _("Your agency has joined %(reference)s.") % {"reference": reference}
        )
        return redirect("proposal-detail", reference=reference)
    messages.success(request, _("Declined. The lead team has got a mail."))
    return redirect("proposal-list")


def end(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm and end an agency's part, or take back a request that isn't answered."""
    proposal = own(request, reference)
    joining = get_object_or_404(proposal.joinings.select_related("agency"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(
                joining,
                by=person(request),
                at=received_at(request),
                reason=form.cleaned_data["reason"],
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Ended: %(agency)s.") % {"agency": joining.agency})
            # Whoever has left the proposal has no page of it any more.
            leads = Actor.LEAD in actors(person(request), proposal)
            return redirect("joining-list", reference) if leads else redirect("proposal-list")
    context = {"proposal": proposal, "joining": joining, "form": form}
    return render(request, "joining/end.html", context, status=422 if form.errors else 200)
