"""Documents: upload, remove, download."""

import logging
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from proposals.access.document import readable_documents
from proposals.actions import document as actions
from proposals.content.document import problem
from proposals.content.proposal import working_copy
from proposals.domain.refusal import RuleBroken
from proposals.domain.section.catalogue import for_files
from proposals.forms.document import UploadForm
from proposals.forms.refusal import put_on, sentence
from proposals.models.proposal import Proposal
from proposals.request import form_stands_on, person, received_at
from proposals.views.proposal import own
from proposals.views.section import document_context, upload_refused

logger = logging.getLogger(__name__)


def _back(proposal: Proposal) -> HttpResponse:
    section = for_files(proposal.stage.sections)
    return redirect("section-edit", reference=proposal.reference, code=section.code)


def _page_of_files(request: HttpRequest, reference: str, **_parts: Any) -> HttpResponse:
    return _back(own(request, reference))


@form_stands_on(_page_of_files)
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    proposal = own(request, reference)
    content = working_copy(proposal)
    form = UploadForm(request.POST, request.FILES)
    document_context(content, form)
    if form.is_valid():
        try:
            stored = actions.store(
                proposal,
                code=form.cleaned_data["code"],
                file=form.cleaned_data["file"],
                by=person(request),
                at=received_at(request),
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Added: %(name)s.") % {"name": stored.name})
            return _back(content.proposal)
    return upload_refused(request, content, form)


@form_stands_on(_page_of_files)
def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    proposal = own(request, reference)
    document = get_object_or_404(proposal.documents.filter(removed_at=None), pk=pk)
    try:
        actions.remove(document, by=person(request), at=received_at(request))
        messages.success(request, _("Removed: %(name)s.") % {"name": document.name})
    except RuleBroken as refusal:
        messages.error(request, sentence(refusal))
    return _back(proposal)


def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file to a person who may read it, always as a download, and only if it is whole."""
    document = get_object_or_404(readable_documents(person(request)), pk=pk)
    if broken := problem(document):
        logger.error("file %s of document %s %s", document.path, document.pk, broken)
        return render(request, "document/unreadable.html", {"document": document}, status=503)
    content = default_storage.open(document.path)
    response = FileResponse(content, as_attachment=True, filename=document.name)
    response["Content-Type"] = document.content_type
    return response
