"""The draft of an assignment: asked for, changed by hand, asked for again, and applied at once."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext

from proposals.access.person import is_officer
from proposals.actions import review
from proposals.admin.desk.page import tab_page
from proposals.domain.refusal import RuleBroken
from proposals.forms.refusal import sentence
from proposals.forms.review import DueForm
from proposals.pages.desk.draft import DraftTable, Pairs, draft_page
from proposals.pages.desk.tab import Tab
from proposals.request import person, received_at


def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who could review what. Nothing is assigned before it is applied."""
    page = tab_page(request, slug, Tab.ASSIGNMENT)
    page.require_reader()
    if not is_officer(person(request)):
        raise PermissionDenied
    page = replace(page, query=page.part().query)
    table = DraftTable(person(request), page.stage)
    before, ticked = _pairs(request, "was") & table.may, _pairs(request, "pair") & table.may
    refused = (_pairs(request, "refused") | (before - ticked)) & table.may - ticked
    form = DueForm(request.POST if "apply" in request.POST else None)
    if "apply" in request.POST and form.is_valid():
        pairs = [(table.proposals[one], table.people[other]) for one, other in ticked]
        try:
            found = review.assign_pairs(
                pairs,
                due_at=form.cleaned_data["due_at"],
                by=person(request),
                at=received_at(request),
            )
        except RuleBroken as refusal:
            form.add_error(None, _with_reference(refusal))
        else:
            text = ngettext(
                "%(count)s review is assigned.", "%(count)s reviews are assigned.", len(found)
            )
            messages.success(request, text % {"count": len(found)})
            return redirect(page.list_url)
    shown = draft_page(table, ticked=ticked, refused=refused, is_matched="match" in request.POST)
    return page.show(
        "admin/desk/draft.html",
        status=422 if form.errors else 200,
        title=gettext("Draft of the assignment"),
        draft=shown,
        refused=sorted(f"{one}-{other}" for one, other in refused),
        form=form,
    )


def _pairs(request: HttpRequest, name: str) -> Pairs:
    """Read pairs, each as the keys of a proposal and a person; what is none is left out."""
    split = (one.partition("-") for one in request.POST.getlist(name))
    return frozenset((proposal, person) for proposal, dash, person in split if dash)


def _with_reference(refusal: RuleBroken) -> str:
    reference = refusal.params.get("proposal")
    text = sentence(refusal)
    return f"{reference}: {text}" if reference else text
