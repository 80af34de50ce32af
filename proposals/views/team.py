"""The team of a proposal: who is on it, invitations to it, roles, and who leads."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.access.investigator import may_ask
from proposals.access.proposal.team import possible_leads
from proposals.actions import invitation
from proposals.actions import team as actions
from proposals.content.investigator import parts
from proposals.content.proposal import working_copy
from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PortalForm
from proposals.forms.invitation import OF_PROPOSAL, InvitationForm
from proposals.forms.refusal import put_on
from proposals.forms.team import HandOverForm, TeamMemberForm
from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember
from proposals.pages.team import team
from proposals.request import person, received_at
from proposals.views.proposal import own


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    proposal = own(request, reference)
    prefetch_related_objects([proposal], "lead")
    context = {
        "proposal": proposal,
        "team": team(proposal, user=person(request)),
        "investigators": parts(working_copy(proposal)),
        "asks": not proposal.is_final and may_ask(person(request), proposal),
    }
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


def edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change whether somebody who was invited edits or reads."""
    proposal = own(request, reference)
    member = _member(proposal, pk)
    form = TeamMemberForm(
        request.POST if request.method == "POST" else None, initial={"role": member.role}
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change(
                member, by=person(request), at=received_at(request), **form.cleaned_data
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            text = _("Saved: %(name)s, %(role)s.")
            role = changed.get_role_display()
            messages.success(request, text % {"name": changed.user, "role": role})
            return redirect("team-detail", reference=reference)
    context = {"proposal": proposal, "member": member, "form": form}
    return render(request, "team/edit.html", context, status=422 if form.errors else 200)


def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Remove somebody from the team, or leave it."""
    proposal = own(request, reference)
    member = _member(proposal, pk)
    names = {"name": str(member.user), "title": proposal.title}
    is_own = member.user == person(request)
    form = PortalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove(member, by=person(request), at=received_at(request))
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            left, removed = _("You have left the team."), _("%(name)s isn't on the team any more.")
            messages.success(request, (left if is_own else removed) % names)
            return redirect("proposal-list") if is_own else redirect("team-detail", reference)
    context = {
        "title": _("Leave the team") if is_own else _("Remove %(name)s") % names,
        "text": (
            _("You won't see “%(title)s” any more.")
            if is_own
            else _(
                "%(name)s won't see “%(title)s” any more, and gets a mail about it. What they wrote stays."
            )
        )
        % names,
        "label": _("Leave") if is_own else _("Remove"),
        "style": "danger",
        "back": reverse("team-detail", args=[reference]),
        "form": form,
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


def handover(request: HttpRequest, reference: str) -> HttpResponse:
    """Make somebody else the lead proposer."""
    proposal = own(request, reference)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        people=possible_leads(person(request), proposal),
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.hand_over(
                proposal, by=person(request), at=received_at(request), **form.cleaned_data
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("%(name)s leads this proposal now.") % {"name": done.lead})
            return redirect("team-detail", reference=reference)
    context = {"proposal": proposal, "form": form}
    return render(request, "team/handover.html", context, status=422 if form.errors else 200)


def _member(proposal: Proposal, pk: int) -> TeamMember:
    rows = TeamMember.objects.select_related("user", "proposal")
    found: TeamMember = get_object_or_404(
        rows, proposal=proposal, role__in=TeamMember.PRESENT, pk=pk
    )
    return found
