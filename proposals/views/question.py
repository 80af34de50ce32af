"""Asking the office about a call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from proposals.actions import question
from proposals.forms.question import QuestionForm
from proposals.models.call import Call
from proposals.request import form_stands_on, person, received_at
from proposals.views.call import call_page


def _page_of_the_call(_request: HttpRequest, slug: str) -> HttpResponse:
    return redirect("call-detail", slug=slug)


@form_stands_on(_page_of_the_call)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(
        Call.objects.public().exclude(provenance=Call.Provenance.RECORD), slug=slug
    )
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return render(request, "call/detail.html", call_page(slug, form), status=422)
    question.ask(call, text=form.cleaned_data["text"], by=person(request), at=received_at(request))
    messages.success(
        request, _("Your question is with the office. You get a message when it is answered.")
    )
    return redirect("call-detail", slug=slug)
