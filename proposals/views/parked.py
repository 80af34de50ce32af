"""Forms that were sent after the person was logged out: send them now, or throw them away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proposals.access.parked import waiting_posts
from proposals.actions import parked
from proposals.content.parked import browser_of
from proposals.domain.refusal import RuleBroken
from proposals.forms.refusal import sentence
from proposals.pages.parked import waiting
from proposals.request import as_key, parked_key, person, received_at


def list_(request: HttpRequest) -> HttpResponse:
    """Show what this person wrote in this browser; of what others wrote there only the number."""
    if request.method == "POST":
        return _drop(request)
    key = parked_key(request)
    rows = list(waiting_posts(browser_of(key), at=received_at(request))) if key else []
    own = [row for row in rows if row.person_id == person(request).pk]
    context = {"posts": waiting(own, key=key) if key else [], "others": len(rows) - len(own)}
    return render(request, "parked/list.html", context)


def _drop(request: HttpRequest) -> HttpResponse:
    key, pk = parked_key(request) or b"", as_key(request.POST.get("drop", ""))
    try:
        parked.drop(pk, key=key, by=person(request), at=received_at(request))
    except RuleBroken as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Thrown away. Nothing was sent."))
    return redirect("parked-list")
