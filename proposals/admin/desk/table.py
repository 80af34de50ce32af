"""The tabs of a call's desk that show a table: screening, assignment, reviews and ranking."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from proposals.admin.base.act import Act
from proposals.admin.base.table import TablePage
from proposals.admin.desk.page import CallPage, tab_page
from proposals.admin.proposal.acts import bulk_acts
from proposals.models.review import Assignment
from proposals.pages.desk.tab import Tab
from proposals.pages.table.part import Part
from proposals.request import person

TEMPLATE = "admin/desk/table.html"


def screening(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _of_proposals(request, slug, Tab.SCREENING)


def assignment(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _of_proposals(request, slug, Tab.ASSIGNMENT)


def ranking(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _of_proposals(request, slug, Tab.RANKING)


def reviews(request: HttpRequest, slug: str) -> HttpResponseBase:
    page = tab_page(request, slug, Tab.REVIEWS, admin=admin.site.get_model_admin(Assignment))
    return _answer(page, page.part())


def _of_proposals(request: HttpRequest, slug: str, tab: Tab) -> HttpResponseBase:
    page = tab_page(request, slug, tab)
    part = page.part()
    acts = bulk_acts(person(request), listed=part.ticked.get("status", ()))
    # The address of a row's preview ends with its key, which the script adds.
    preview_url = reverse("admin:desk-preview", args=[slug, 0]).removesuffix("0/")
    return _answer(page, part, acts, preview_url=preview_url)


def _answer(
    page: CallPage, part: Part, acts: Sequence[Act] = (), **context: Any
) -> HttpResponseBase:
    page = replace(page, query=part.query)
    return TablePage(page=page, part=part, acts=acts, template=TEMPLATE, context=context).answer()
