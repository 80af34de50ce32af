"""Writing a section of a proposal."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proposals.access.proposal.team import can_edit
from proposals.actions import presence
from proposals.actions import section as actions
from proposals.content.proposal import Content, to_mend, working_copy
from proposals.domain.refusal import RuleBroken
from proposals.domain.section.field import Inputs, Section
from proposals.domain.section.inputs import complete
from proposals.domain.section.merge import Clash
from proposals.forms.refusal import put_on
from proposals.forms.section import (
    SectionForm,
    read_base,
    read_choices,
    read_inputs,
    read_page,
    read_row_act,
    section_form,
)
from proposals.pages import dossier
from proposals.pages import section as pages
from proposals.pages.comment import beside
from proposals.pages.envelope import belongs_to, panel
from proposals.request import person, received_at
from proposals.views.document import files_context
from proposals.views.proposal import own


def edit(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    content = opened(request, reference, code)
    section = content.section(code)
    if request.method == "POST":
        return _save(request, content, section)
    return _page(request, content, section, _form(section, content))


def here(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Note that this person has the section open, and tell who else has it."""
    content = opened(request, reference, code)
    others = presence.seen(content.proposal, code, by=person(request), at=received_at(request))
    return render(request, "section/_here.html", {"others": others})


def envelope(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Answer with the envelope as it is with what is typed. Nothing is saved."""
    content = opened(request, reference, code)
    if request.method != "POST":
        return redirect("section-edit", reference, code)
    typed = content.with_inputs(code, read_inputs(content.section(code), request.POST))
    return render(request, "section/_envelope.html", {"envelope": panel(typed)})


def opened(request: HttpRequest, reference: str, code: str) -> Content:
    """Load the working copy. Raises: Http404 if the stage doesn't ask for this section."""
    content = working_copy(own(request, reference))
    if code not in content.stage.sections:
        raise Http404
    return content


def _save(request: HttpRequest, content: Content, section: Section) -> HttpResponse:
    inputs = read_inputs(section, request.POST)
    undecided = read_choices(request.POST, inputs)
    row = read_row_act(section, request.POST, inputs)
    try:
        saved = actions.save(
            content.proposal,
            section.code,
            inputs,
            by=person(request),
            at=received_at(request),
            base=read_base(request.POST),
            page=read_page(request.POST),
            undecided=undecided,
        )
    except RuleBroken as refusal:
        return _refused(request, content, section, inputs, refusal)
    if "auto" in request.POST:
        return _state(request, content, saved)
    if saved.clashes:
        return _clash(request, content, section, saved)
    if row:
        return redirect(f"{request.path}#row-{row}")
    return _onward(request, content, section)


def _state(request: HttpRequest, content: Content, saved: actions.Saved) -> HttpResponse:
    """Answer to the autosave: what the bar says, and the version that the page goes on from."""
    notice = pages.closing_notice(content.proposal, at=received_at(request))
    context = {"saved": saved, "notice": notice, "proposal": content.proposal}
    response = render(request, "section/_state.html", context)
    if not saved.changed_by:
        response["X-Base"] = str(saved.version.number)
    return response


def _refused(
    request: HttpRequest, content: Content, section: Section, inputs: Inputs, refusal: RuleBroken
) -> HttpResponse:
    """Show the page again with what was typed, which the server can't take."""
    if "auto" in request.POST:
        context = {"refusal": refusal}
        return render(request, "section/_state.html", context, status=HTTPStatus.CONFLICT)
    typed = complete(section, inputs, before=content.inputs(section.code))
    form = _form(section, content, typed)
    put_on(form, refusal)
    return _page(request, content, section, form)


def _clash(
    request: HttpRequest, content: Content, section: Section, saved: actions.Saved
) -> HttpResponse:
    """Show both texts of each input that two people changed."""
    merged = opened(request, content.proposal.reference, section.code)
    typed = pages.with_mine(merged.inputs(section.code), saved.clashes)
    form = _form(section, merged, typed)
    return _page(request, merged, section, form, clashes=saved.clashes, by=str(saved.changed_by))


def _onward(request: HttpRequest, content: Content, section: Section) -> HttpResponse:
    """Say what was saved, and go to this section, to the next one or to the files."""
    notice = pages.closing_notice(content.proposal, at=received_at(request))
    if notice:
        messages.warning(request, notice)
    else:
        messages.success(request, _("Saved: %(section)s.") % {"section": _(section.title)})
    codes = content.stage.sections
    after = codes.index(section.code) + 1
    goes_on = "next" in request.POST and after < len(codes)
    code = codes[after] if goes_on else section.code
    response = redirect("section-edit", content.proposal.reference, code)
    if "files" in request.POST:
        response = redirect("document-upload", content.proposal.reference)
    if request.headers.get("HX-Request"):
        target = response.url
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)  # type: ignore[assignment]
        response["HX-Redirect"] = target
    return response


def _form(section: Section, content: Content, inputs: Inputs | None = None) -> SectionForm:
    version = content.versions.get(section.code)
    shown = content.inputs(section.code) if inputs is None else inputs
    found = content.understood(section.code, shown) if version or inputs is not None else None
    return section_form(
        section,
        shown,
        content=content,
        base=version.number if version else 0,
        problems=to_mend(section, found) if found else (),
    )


def _page(
    request: HttpRequest,
    content: Content,
    section: Section,
    form: SectionForm,
    *,
    clashes: tuple[Clash, ...] = (),
    by: str = "",
) -> HttpResponse:
    user, at = person(request), received_at(request)
    refused = bool(form.non_field_errors())
    missing = [gap for gap in content.missing if gap.section == section.code]
    warnings = [one for one in content.warnings if one.section == section.code]
    context = {
        "proposal": content.proposal,
        "content": content,
        "section": section,
        "sections": pages.steps(content, section),
        "form": form,
        "missing": missing,
        "warnings": warnings,
        "needs_count": len(form.to_mend) + len(missing) + len(warnings),
        "envelope": panel(content) if belongs_to(section) else None,
        "can_edit": can_edit(user, content.proposal),
        **beside(user, content.proposal, section.code),
        "read": dossier.read_section(section, content),
        "version": content.versions.get(section.code),
        "closes_at": content.proposal.window().announced_end,
        "notice": pages.closing_notice(content.proposal, at=at),
        "clashes": pages.clashes(section, content, clashes),
        "clash_by": by,
        "refused": refused,
        "opens_needs": "needs" in request.GET,
    }
    if section.takes_files:
        context |= files_context(content)
    status = HTTPStatus.OK
    if refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif clashes:
        status = HTTPStatus.CONFLICT
    return render(request, "section/edit.html", context, status=status)
