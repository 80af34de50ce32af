"""Answering a question of the office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from proposals.access.form_draft import own_draft
from proposals.actions import clarification as actions
from proposals.actions import form_draft
from proposals.domain.refusal import RuleBroken
from proposals.forms.clarification import ClarificationAnswerForm
from proposals.forms.refusal import put_on
from proposals.request import keep_draft, person, received_at
from proposals.views.proposal import own


def answer(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    proposal = own(request, reference)
    clarification = get_object_or_404(proposal.clarifications, pk=pk)
    name = f"answer:{clarification.pk}"
    if "auto" in request.POST:
        return keep_draft(request, name, ClarificationAnswerForm())
    kept = own_draft(name, by=person(request))
    form = ClarificationAnswerForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(
                clarification,
                text=form.cleaned_data["answer"],
                by=person(request),
                at=received_at(request),
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            form_draft.forget(name, by=person(request))
            messages.success(request, _("Your answer is with the office."))
            return redirect(proposal)
    context = {"proposal": proposal, "clarification": clarification, "form": form}
    return render(request, "clarification/answer.html", context, status=422 if form.errors else 200)
