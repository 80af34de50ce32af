"""Investigators: ask one to confirm their part, and the page on which they answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from proposals.access.investigator import by_link
from proposals.actions import investigator as actions
from proposals.content.investigator import problem
from proposals.content.proposal import working_copy
from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PortalForm
from proposals.forms.refusal import put_on, sentence
from proposals.models.investigator import InvestigatorRequest
from proposals.request import person, received_at
from proposals.views.proposal import own


def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Send an investigator the mail with their link. A GET leads to the page with the button."""
    proposal = own(request, reference)
    if request.method == "POST":
        part = request.POST.get("part", "")
        try:
            new = actions.ask(proposal, part=part, by=person(request), at=received_at(request))
        except RuleBroken as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("A mail went to %(address)s.") % {"address": new.email})
    return redirect("team-detail", reference=reference)


@login_not_required
@never_cache
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an investigator their part, and take the answer. A GET changes nothing."""
    found = by_link(secret)
    if found is None:
        return render(request, "investigator/unknown.html", status=404)
    form = PortalForm(request.POST if request.method == "POST" else None)
    act = {"confirm": actions.confirm, "decline": actions.decline}.get(
        request.POST.get("answer", "")
    )
    if act:
        try:
            done = act(found, at=received_at(request))
        except RuleBroken as refusal:
            form.is_valid()
            put_on(form, refusal)
        else:
            return render(request, "investigator/answered.html", {"part": done})
    return _answer_page(request, found, form)


def _answer_page(
    request: HttpRequest, found: InvestigatorRequest, form: PortalForm
) -> HttpResponse:
    broken = problem(found, working_copy(found.proposal), at=received_at(request))
    offers = found.proposal.call.offers.named()
    context = {
        "part": found,
        "proposal": found.proposal,
        "missions": dict.fromkeys(str(one.platform.mission) for one in offers),
        "problem": sentence(broken) if broken and not form.errors else "",
        "is_open": broken is None,
        "form": form,
    }
    status = 422 if form.errors else 410 if broken else 200
    return render(request, "investigator/answer.html", context, status=status)
