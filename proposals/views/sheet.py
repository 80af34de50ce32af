"""The rows of a section's table as a file: download them, and take rows from a file or from a text."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.access.proposal.team import can_edit, require_edit
from proposals.actions import section as actions
from proposals.content.proposal import Content
from proposals.content.sheet.column import columns
from proposals.content.sheet.file import grid_of
from proposals.domain.document.kind import XLSX
from proposals.domain.refusal import RuleBroken
from proposals.domain.section.field import Rows, Section
from proposals.domain.section.inputs import KEY, complete
from proposals.domain.sheet.grid import Grid, SheetColumn, heads, knows, read, with_head
from proposals.domain.sheet.text import divided
from proposals.exports.sheet import as_csv, as_xlsx
from proposals.forms.refusal import put_on
from proposals.forms.section import new_key, read_base
from proposals.forms.sheet import SheetForm
from proposals.pages import section as pages
from proposals.request import person, received_at
from proposals.views.section import opened


def download(
    request: HttpRequest, reference: str, code: str, table: str, ending: str
) -> HttpResponseBase:
    """Send the rows as they were typed; with `?template` none of them."""
    content, _section, rows = _opened(request, reference, code, table)
    named = columns(rows, content)
    is_template = "template" in request.GET
    typed = [] if is_template else content.inputs(code)[table]
    response: HttpResponseBase
    if ending == "csv":
        lines = as_csv(named, typed)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    elif ending == "xlsx":
        response = HttpResponse(as_xlsx(_(rows.label), named, typed), content_type=XLSX.media_type)
    else:
        raise Http404
    name = f"{reference}-{table}{'-template' if is_template else ''}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def take(request: HttpRequest, reference: str, code: str, table: str) -> HttpResponse:
    content, section, rows = _opened(request, reference, code, table)
    version = content.versions.get(code)
    if request.method != "POST":
        form = SheetForm(initial={"base": version.number if version else 0})
        return _page(request, content, section, rows, form)
    form = SheetForm(request.POST, request.FILES)
    try:
        require_edit(person(request), content.proposal)
        if form.is_valid() and (found := _rows(form, section, rows, content)):
            return _save(request, content, section, rows, found, replaces=form.replaces)
    except RuleBroken as refusal:
        put_on(form, refusal)
    return _page(request, content, section, rows, form)


def _opened(
    request: HttpRequest, reference: str, code: str, table: str
) -> tuple[Content, Section, Rows]:
    content = opened(request, reference, code)
    section = content.section(code)
    for one in section.tables:
        if one.name == table:
            return content, section, one
    raise Http404


def _rows(form: SheetForm, section: Section, table: Rows, content: Content) -> list[dict[str, Any]]:
    """Read the rows of the form, each with a key; put on the form everything that is refused."""
    named = columns(table, content)
    try:
        grid = _grid(form, named)
    except RuleBroken as refusal:
        form.refuse(form.source, refusal)
        return []
    there = 0 if form.replaces else len(content.inputs(section.code)[table.name])
    reading = read(named, grid, room=table.maximum - there)
    for one in reading.refusals:
        form.refuse(form.source, one)
    return [{KEY: new_key(), **row} for row in reading.rows]


def _grid(form: SheetForm, named: Sequence[SheetColumn]) -> Grid:
    known = partial(knows, named)
    if form.source == "file":
        return grid_of(form.cleaned_data["file"].read(), knows=known)
    return with_head(named, divided(form.cleaned_data["text"], knows=known))


def _save(
    request: HttpRequest,
    content: Content,
    section: Section,
    table: Rows,
    rows: list[dict[str, Any]],
    *,
    replaces: bool,
) -> HttpResponse:
    """Save the rows, and go to their table, or to what has to be mended."""
    before = content.inputs(section.code)
    version = content.versions.get(section.code)
    taken = {table.name: rows if replaces else [*before[table.name], *rows]}
    saved = actions.save(
        content.proposal,
        section.code,
        taken,
        by=person(request),
        at=received_at(request),
        base=read_base(request.POST) if replaces else version.number if version else 0,
    )
    inputs = complete(section, taken, before=before)
    keys = {row[KEY] for row in rows}
    new = [place for place, row in enumerate(inputs[table.name]) if row[KEY] in keys]
    starts = tuple(f"{table.name}-{place}-" for place in new)
    refusals = content.understood(section.code, inputs).refusals
    to_mend = sum((one.field or "").startswith(starts) for one in refusals)
    messages.success(request, _taken(len(new), to_mend))
    if saved.clashes:
        messages.warning(request, _("A row that somebody else changed meanwhile is still there."))
    if notice := pages.closing_notice(content.proposal, at=received_at(request)):
        messages.warning(request, notice)
    url = reverse("section-edit", args=[content.proposal.reference, section.code])
    return redirect(f"{url}?needs#needs" if to_mend else f"{url}#id_{table.name}")


def _taken(count: int, to_mend: int) -> str:
    rows = ngettext("%(count)s row taken.", "%(count)s rows taken.", count) % {"count": count}
    if not to_mend:
        return rows
    values = ngettext("%(count)s value to mend.", "%(count)s values to mend.", to_mend)
    return f"{rows} {values % {'count': to_mend}}"


def _page(
    request: HttpRequest, content: Content, section: Section, table: Rows, form: SheetForm
) -> HttpResponse:
    context = {
        "proposal": content.proposal,
        "section": section,
        "table": table,
        "form": form,
        "heads": heads(columns(table, content)),
        "count": len(content.inputs(section.code)[table.name]),
        "can_edit": can_edit(person(request), content.proposal),
    }
    return render(request, "sheet/take.html", context, status=422 if form.errors else 200)
