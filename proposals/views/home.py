"""The front page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from proposals.models.call import Call


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    calls = Call.objects.public().exclude(state=Call.State.CANCELLED).prefetch_related("stages")
    now = timezone.now()
    open_calls = [
        (call, stage)
        for call in calls
        for stage in call.stages.all()
        if stage.window().is_open(now) and stage.number == 1
    ]
    return render(request, "home.html", {"open_calls": open_calls})
