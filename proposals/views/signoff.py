"""The sign-off of a proposal: the lead team says that it is ready, and signatories approve it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proposals.access.proposal.team import actors
from proposals.access.signoff import signed_for
from proposals.actions import signoff as actions
from proposals.content.proposal import working_copy
from proposals.content.signoff import SignOffState, standing
from proposals.domain.refusal import RuleBroken
from proposals.domain.workflow.table import Actor
from proposals.forms.refusal import put_on
from proposals.forms.signoff import SignOffForm
from proposals.models.agency import Agency
from proposals.models.proposal import Proposal
from proposals.pages import dossier
from proposals.pages.envelope import panel
from proposals.pages.signoff import changed_parts, signatories
from proposals.request import person, received_at
from proposals.views.proposal import own


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is signed off, and by whom; a POST says that it is ready, or approves it."""
    proposal = own(request, reference)
    form = SignOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = _approve if form.cleaned_data["agency"] else _ready
        try:
            act(request, proposal, form)
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            return redirect("signoff-detail", reference=reference)
    return _page(request, proposal, form)


def _ready(request: HttpRequest, proposal: Proposal, form: SignOffForm) -> None:
    sha256 = form.cleaned_data["sha256"]
    actions.ready(proposal, sha256=sha256, by=person(request), at=received_at(request))
    messages.success(request, _("Ready. The people who sign for the agencies have got a mail."))


def _approve(request: HttpRequest, proposal: Proposal, form: SignOffForm) -> None:
    agency = Agency(pk=form.cleaned_data["agency"])
    given = actions.approve(
        proposal,
        agency=agency,
        sha256=form.cleaned_data["sha256"],
        by=person(request),
        at=received_at(request),
    )
    messages.success(request, _("Approved for %(agency)s.") % {"agency": given.agency})


def _page(request: HttpRequest, proposal: Proposal, form: SignOffForm) -> HttpResponse:
    content = working_copy(proposal)
    found = standing(content)
    if found is None:
        raise Http404
    context = {
        "proposal": proposal,
        "content": content,
        "signoff": found,
        "changed": changed_parts(found),
        "rows": _rows(request, found),
        "may_say_ready": proposal.is_editable and Actor.LEAD in actors(person(request), proposal),
        "is_open": proposal.is_editable,
        "read": dossier.read(content),
        "envelope": panel(content),
        "form": form,
    }
    return render(request, "signoff/detail.html", context, status=422 if form.errors else 200)


def _rows(request: HttpRequest, found: SignOffState) -> list[dict[str, Any]]:
    """Return each agency with its approval, its signatories, and whether this person is one."""
    agencies = [one.agency for one in found.consents]
    people, own_agencies = signatories(agencies), signed_for(person(request), agencies)
    return [
        {
            "agency": one.agency,
            "approval": one.approval,
            "signatories": people[one.agency.pk],
            "is_own": one.agency.pk in own_agencies,
        }
        for one in found.consents
    ]
