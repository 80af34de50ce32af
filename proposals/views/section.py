"""Writing a section of a proposal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proposals.access.proposal.team import can_edit
from proposals.actions import section as actions
from proposals.content.proposal import Content, working_copy
from proposals.domain.refusal import RuleBroken
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Heading, Section
from proposals.forms.document import UploadForm
from proposals.forms.refusal import put_on
from proposals.forms.section import SectionForm, initial, section_form
from proposals.pages import dossier
from proposals.pages.comment import beside
from proposals.request import person, received_at
from proposals.views.proposal import own


def edit(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    proposal = own(request, reference)
    content = working_copy(proposal)
    if code not in content.stage.sections:
        raise Http404
    section = SECTIONS[code]
    posted = request.POST if request.method == "POST" else None
    form = _form(section, content, posted)
    if posted is not None and form.is_valid():
        try:
            _save(request, content, section, form)
        except RuleBroken as refusal:
            put_on(form, refusal)
            form.data = _rebased(form, content, section)
        else:
            messages.success(request, _("Saved: %(section)s.") % {"section": _(section.title)})
            return redirect(*_onward(request, content, section))
    return _page(request, content, section, form)


def _form(section: Section, content: Content, posted: QueryDict | None) -> SectionForm:
    data = content.data(section.code)
    version = content.versions.get(section.code)
    known = section.from_heading(Heading(title=content.proposal.title))
    values = {**known, **initial(section, data), "base": version.number if version else 0}
    return section_form(section, content, posted, initial=values, saved=data)


def _save(
    request: HttpRequest,
    content: Content,
    section: Section,
    form: SectionForm,
) -> None:
    actions.save(
        content.proposal,
        section.code,
        form.answers(),
        by=person(request),
        at=received_at(request),
        base=form.cleaned_data["base"] or 0,
    )


def _rebased(form: SectionForm, content: Content, section: Section) -> Any:
    """Return the form's data with the latest version's number, so that the next save replaces it."""
    version = content.versions.get(section.code)
    data = form.data.copy()  # type: ignore[attr-defined]
    data["base"] = str(version.number if version else 0)
    return data


def _onward(request: HttpRequest, content: Content, section: Section) -> tuple[str, ...]:
    """Return the arguments of redirect(): the section, the next section or the proposal."""
    reference = content.proposal.reference
    codes = content.stage.sections
    after = codes.index(section.code) + 1
    if "next" in request.POST and after < len(codes):
        return "section-edit", reference, codes[after]
    if "stay" in request.POST:
        return "section-edit", reference, section.code
    return "proposal-detail", reference


def _page(
    request: HttpRequest,
    content: Content,
    section: Section,
    form: SectionForm,
    upload: UploadForm | None = None,
) -> HttpResponse:
    codes = content.stage.sections
    context = {
        "proposal": content.proposal,
        "content": content,
        "section": section,
        "sections": [(one, content.section_state(one.code)) for one in content.sections],
        "is_last": codes[-1] == section.code,
        "form": form,
        "missing": [gap for gap in content.missing if gap.section == section.code],
        "warnings": [one for one in content.warnings if one.section == section.code],
        "masses": dossier.masses_beside(section, content),
        "can_edit": can_edit(person(request), content.proposal),
        **beside(person(request), content.proposal, section.code),
        "closes_at": content.proposal.window().announced_end,
    }
    if section.takes_files:
        context |= document_context(content, upload or UploadForm())
    invalid = form.has_errors or (upload is not None and upload.errors)
    return render(request, "section/edit.html", context, status=422 if invalid else 200)


def upload_refused(request: HttpRequest, content: Content, upload: UploadForm) -> HttpResponse:
    """Show the section with the documents again, with the error of the uploaded file."""
    section = content.file_section
    return _page(request, content, section, _form(section, content, None), upload)


def document_context(content: Content, upload: UploadForm) -> dict[str, Any]:
    """Return the documents that the section for files shows beside its form."""
    asked = content.rules.documents
    options = [(one.code, one.name) for one in asked] + [("other", _("Another document"))]
    upload.fields["code"].choices = options  # type: ignore[attr-defined]
    return {"upload": upload, "asked": asked, "documents": content.documents}
