"""A proposal beside the list that it stands in: its main facts, and what it is about."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from proposals.admin.desk.page import call_of
from proposals.pages.desk.preview import preview as preview_of
from proposals.request import person


def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer with a piece of a page, which js/table.js puts beside the list."""
    found = preview_of(person(request), call_of(request, slug), pk)
    if found is None:
        raise Http404
    return render(request, "admin/desk/_preview.html", {"preview": found})
