"""Frozen revisions and their receipts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from proposals.content.proposal import frozen_copy, working_copy
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.pages import dossier
from proposals.pages.envelope import panel
from proposals.pages.investigator import confirmations_to_freeze, frozen_confirmations
from proposals.request import person
from proposals.views.proposal import own


def _revision(proposal: Proposal, number: int) -> Revision:
    rows = proposal.revisions.select_related("stage__call", "submitted_by", "proposal__lead_agency")
    return get_object_or_404(rows, number=number)


def detail(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    proposal = own(request, reference)
    revision = _revision(proposal, number)
    content = frozen_copy(revision)
    context = {
        "proposal": proposal,
        "revision": revision,
        "read": dossier.read(content),
        "envelope": panel(content),
        "confirmations": frozen_confirmations(revision),
    }
    return render(request, "revision/detail.html", context)


def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the working copy as reviewers would read it."""
    proposal = own(request, reference)
    content = working_copy(proposal)
    context = {
        "proposal": proposal,
        "content": content,
        "read": dossier.read(content),
        "envelope": panel(content),
        "confirmations": confirmations_to_freeze(content),
    }
    return render(request, "revision/preview.html", context)


def canonical(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Send the exact text from which the receipt's SHA-256 was computed."""
    revision = _revision(own(request, reference), number)
    response = HttpResponse(revision.content, content_type="application/json; charset=utf-8")
    name = f"{reference}-r{revision.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def receipt(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    proposal = own(request, reference)
    revision = _revision(proposal, number)
    context = {
        "proposal": proposal,
        "revision": revision,
        "documents": revision.documents.all(),
        "person": person(request),
        "is_current": proposal.current_revision_id == revision.pk,
    }
    return render(request, "revision/receipt.html", context)
