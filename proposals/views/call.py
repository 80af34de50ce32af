"""The calls, for everybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from proposals.forms.question import QuestionForm
from proposals.models.call import Call
from proposals.pages.call import call_rules, call_stages, published_call
from proposals.pages.claim import record


@login_not_required
def list_(request: HttpRequest) -> HttpResponse:
    calls = Call.objects.public().prefetch_related("stages")
    now = timezone.now()
    rows = [(call, call_stages(call, at=now)) for call in calls]
    open_rows = [row for row in rows if any(stage.is_open for stage in row[1])]
    past = [row for row in rows if row not in open_rows]
    return render(request, "call/list.html", {"open_calls": open_rows, "past_calls": past})


@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "call/detail.html", call_page(slug, QuestionForm()))


def call_page(slug: str, form: QuestionForm) -> dict[str, object]:
    """Return what the call's page shows, with a form to ask a question."""
    call = published_call(get_object_or_404(Call.objects.public(), slug=slug))
    stages = call_stages(call, at=timezone.now())
    announced = call.proposals.announced().select_related("lead_agency", "current_revision")
    return {
        "call": call,
        "stages": stages,
        "open_stage": next((stage for stage in stages if stage.is_open), None),
        "rules": SimpleLazyObject(lambda: call_rules(call)),
        "record": record(call),
        "announced": announced.defer("current_revision__content", "current_revision__search"),
        "questions": call.questions.filter(answered_at__isnull=False),
        "form": form,
    }
