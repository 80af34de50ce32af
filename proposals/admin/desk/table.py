"""The tabs of a call's desk that show a table: screening, assignment, reviews and ranking."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from proposals.access.person import is_officer
from proposals.admin.base.act import Act
from proposals.admin.base.table import TablePage
from proposals.admin.desk.page import CallPage, tab_page
from proposals.admin.desk.screening import screening_page
from proposals.admin.proposal.acts import bulk_acts
from proposals.models.review import Assignment
from proposals.pages.desk.ranking import standing
from proposals.pages.desk.tab import Tab
from proposals.pages.table.part import Part
from proposals.request import person

TEMPLATE = "admin/desk/table.html"


def screening(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _of_proposals(screening_page(request, slug), template="admin/desk/screening.html")


def assignment(request: HttpRequest, slug: str) -> HttpResponseBase:
    page = tab_page(request, slug, Tab.ASSIGNMENT)
    can_assign = is_officer(person(request))
    return _of_proposals(page, template="admin/desk/assignment.html", can_assign=can_assign)


def ranking(request: HttpRequest, slug: str) -> HttpResponseBase:
    page = tab_page(request, slug, Tab.RANKING)
    found = standing(person(request), page.stage)
    return _of_proposals(page, template="admin/desk/ranking.html", standing=found)


def reviews(request: HttpRequest, slug: str) -> HttpResponseBase:
    page = tab_page(request, slug, Tab.REVIEWS, admin=admin.site.get_model_admin(Assignment))
    return _answer(page, page.part())


def _of_proposals(page: CallPage, *, template: str = TEMPLATE, **context: Any) -> HttpResponseBase:
    part = page.part()
    acts = bulk_acts(person(page.request), listed=part.ticked.get("status", ()))
    # The address of a row's preview ends with its key, which the script adds.
    preview_url = reverse("admin:desk-preview", args=[page.call.slug, 0]).removesuffix("0/")
    return _answer(page, part, acts, template=template, preview_url=preview_url, **context)


def _answer(
    page: CallPage,
    part: Part,
    acts: Sequence[Act] = (),
    *,
    template: str = TEMPLATE,
    **context: Any,
) -> HttpResponseBase:
    page = replace(page, query=part.query)
    return TablePage(page=page, part=part, acts=acts, template=template, context=context).answer()
