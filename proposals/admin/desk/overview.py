"""The first page of a call's desk: charts, and the work that waits today."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from proposals.admin.desk.page import tab_page
from proposals.pages.desk import overview as pages
from proposals.pages.desk.tab import Tab
from proposals.request import person


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    page = tab_page(request, slug, Tab.OVERVIEW)
    page.require_reader()
    found = pages.overview(person(request), page.stage, at=timezone.now())
    return page.show("admin/desk/overview.html", overview=found)
