"""The site's URLs, and the plain table that every page is compared with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from proposals.models.proposal import Proposal

ROWS = 50


@login_not_required
def table(request: HttpRequest) -> HttpResponse:
    """Show the plain table: one query with an index, one template."""
    return render(request, "bench/table.html", {"rows": Proposal.objects.order_by("-pk")[:ROWS]})


urlpatterns = [
    path("bench/table/", table, name="bench-table"),
    path("", include("tracker.urls")),
]
