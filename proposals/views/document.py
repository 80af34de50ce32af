"""Documents: upload, remove, download."""

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from proposals.access.document import readable_documents, require_open
from proposals.access.proposal.team import can_edit
from proposals.actions import document as actions
from proposals.content.document.stored import problem
from proposals.content.proposal import Content, working_copy
from proposals.domain.refusal import RuleBroken
from proposals.forms.document import ACCEPT, KINDS_AND_LIMIT, MB, MarkingForm, UploadForm
from proposals.forms.refusal import put_on, sentence
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.pages.document import listed, options
from proposals.request import form_stands_on, person, received_at
from proposals.views.proposal import own

logger = logging.getLogger(__name__)


def files_context(content: Content) -> dict[str, Any]:
    """Return what the block of the files needs, on a page of its own and beside a section."""
    return {
        "files": listed(content),
        "asked": content.asked_documents,
        "row": MarkingForm(options=options(content), prefix="__row__"),
        "accept": ACCEPT,
        "kinds_and_limit": KINDS_AND_LIMIT,
        "limit_mb": settings.DOCUMENT_MAX_BYTES // MB,
        "max_bytes": settings.DOCUMENT_MAX_BYTES,
    }


def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the files of a proposal, and add one. A script gets JSON, so that its page stays."""
    proposal = own(request, reference)
    content = working_copy(proposal)
    if request.method != "POST":
        return _page(request, content, _form(request, content))
    form = UploadForm(request.POST, request.FILES, options=options(content))
    if form.is_valid():
        try:
            stored = _store(request, proposal, form)
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            return _done(request, proposal, _("Added: %(name)s.") % {"name": stored.name})
    if _asks_for_json(request):
        return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(request, content, form)


def _store(request: HttpRequest, proposal: Proposal, form: UploadForm) -> Document:
    return actions.store(
        proposal,
        code=form.cleaned_data["code"],
        file=form.cleaned_data["file"],
        marking=form.marking,
        replaces=form.cleaned_data["replaces"],
        by=person(request),
        at=received_at(request),
    )


def _form(request: HttpRequest, content: Content) -> UploadForm:
    """Return an empty form, or one for a new version of the document that the address names."""
    number = request.GET.get("replaces", "")
    former = next((one for one in content.documents if str(one.pk) == number), None)
    initial = {"replaces": former.pk, "code": former.code} if former else {}
    return UploadForm(options=options(content), initial=initial)


def _page(request: HttpRequest, content: Content, form: UploadForm) -> HttpResponse:
    replaced = form["replaces"].value()
    context = {
        **files_context(content),
        "proposal": content.proposal,
        "section": content.file_section,
        "can_edit": can_edit(person(request), content.proposal),
        "form": form,
        "former": next((one for one in content.documents if str(one.pk) == str(replaced)), None),
    }
    return render(request, "document/upload.html", context, status=422 if form.errors else 200)


def _page_of_files(request: HttpRequest, reference: str, **_parts: Any) -> HttpResponse:
    return _back(own(request, reference))


@form_stands_on(_page_of_files)
def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    proposal = own(request, reference)
    document = get_object_or_404(proposal.documents.filter(removed_at=None), pk=pk)
    try:
        actions.remove(document, by=person(request), at=received_at(request))
    except RuleBroken as refusal:
        if _asks_for_json(request):
            errors = {"__all__": [sentence(refusal)]}
            return JsonResponse({"errors": errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.error(request, sentence(refusal))
        return _back(proposal)
    return _done(request, proposal, _("Removed: %(name)s.") % {"name": document.name})


def _asks_for_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _done(request: HttpRequest, proposal: Proposal, said: str) -> HttpResponse:
    if not _asks_for_json(request):
        messages.success(request, said)
        return _back(proposal)
    content = working_copy(proposal)
    context: dict[str, Any] = {
        "files": listed(content),
        "proposal": proposal,
        "can_edit": can_edit(person(request), proposal),
        "own_page": True,
    }
    return JsonResponse(
        {"said": said, "list": render_to_string("document/_list.html", context, request)}
    )


def _back(proposal: Proposal) -> HttpResponse:
    return redirect("document-upload", reference=proposal.reference)


def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file to a person who may read it, always as a download, and only if it is whole."""
    document = get_object_or_404(readable_documents(person(request)), pk=pk)
    try:
        require_open(document, user=person(request))
    except RuleBroken as refusal:
        context = {"document": document, "refusal": sentence(refusal)}
        return render(request, "document/closed.html", context, status=HTTPStatus.FORBIDDEN)
    if broken := problem(document):
        logger.error("file %s of document %s %s", document.path, document.pk, broken)
        return render(request, "document/unreadable.html", {"document": document}, status=503)
    content = default_storage.open(document.path)
    response = FileResponse(content, as_attachment=True, filename=document.name)
    response["Content-Type"] = document.content_type
    return response
