"""The team of a proposal: who is on it, and invitations to it."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proposals.actions import invitation
from proposals.domain.refusal import RuleBroken
from proposals.forms.invitation import OF_PROPOSAL, InvitationForm
from proposals.forms.refusal import put_on
from proposals.pages.team import team
from proposals.request import person, received_at
from proposals.views.proposal import own


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    proposal = own(request, reference)
    prefetch_related_objects([proposal], "lead")
    context = {"proposal": proposal, "team": team(proposal, user=person(request))}
    return render(request, "team/detail.html", context)


def invite(request: HttpRequest, reference: str) -> HttpResponse:
    proposal = own(request, reference)
    form = InvitationForm(request.POST or None, roles=OF_PROPOSAL)
    if request.method == "POST" and form.is_valid():
        try:
            new = invitation.invite(
                proposal.lead_agency,
                proposal=proposal,
                by=person(request),
                at=received_at(request),
                **form.cleaned_data,
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request, _("An invitation went to %(address)s.") % {"address": new.email}
            )
            return redirect("team-detail", reference=reference)
    context = {"proposal": proposal, "form": form}
    return render(request, "team/invite.html", context, status=422 if form.errors else 200)
