"""Comments on a section, which the team alone reads and writes."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from proposals.access.comment import team_comments
from proposals.actions import comment as actions
from proposals.domain.refusal import RuleBroken
from proposals.domain.section.catalogue import SECTIONS
from proposals.forms.comment import CommentForm
from proposals.forms.refusal import put_on
from proposals.models.comment import Comment
from proposals.models.proposal import Proposal
from proposals.pages.comment import Thread, threads
from proposals.request import person, received_at
from proposals.views.proposal import own


def list_(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Show the comments on a section, and add one or a reply."""
    proposal = own(request, reference)
    if code not in proposal.stage.sections:
        raise Http404
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        first = _thread(request, proposal, code, form.cleaned_data["replies_to"])
        try:
            new = actions.write(
                proposal,
                code,
                form.cleaned_data["text"],
                replies_to=first,
                by=person(request),
                at=received_at(request),
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            return redirect(_place(new))
    return _page(request, proposal, code, form)


def _page(request: HttpRequest, proposal: Proposal, code: str, form: CommentForm) -> HttpResponse:
    """Show the page; what was typed stands again in the form in which it was typed."""
    found = threads(person(request), proposal, code)
    answered = form["replies_to"].value() if form.is_bound else None
    context = {
        "proposal": proposal,
        "section": SECTIONS[code],
        "threads": found,
        "open": [(one, _reply(one, form, answered)) for one in found.open],
        "resolved": [(one, _reply(one, form, answered)) for one in found.resolved],
        "form": form,
        "new": CommentForm() if answered else form,
    }
    return render(request, "comment/list.html", context, status=422 if form.errors else 200)


def _reply(thread: Thread, form: CommentForm, answered: str | None) -> CommentForm:
    """Return the form for a reply to a thread: the form that was sent, if it is this one."""
    pk = thread.first.pk
    if answered == str(pk):
        form.auto_id = f"id_{pk}_%s"
        return form
    return CommentForm(initial={"replies_to": pk}, auto_id=f"id_{pk}_%s")


def settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Resolve a comment or reopen it. A GET leads to the comment, where its button is."""
    proposal = own(request, reference)
    comment = get_object_or_404(_firsts(request, proposal), pk=pk)
    if request.method == "POST":
        act = actions.reopen if "reopen" in request.POST else actions.resolve
        act(comment, by=person(request), at=received_at(request))
    return redirect(_place(comment))


def _thread(request: HttpRequest, proposal: Proposal, code: str, pk: int | None) -> Comment | None:
    """Return the comment that a reply answers. Raises: Http404 if it isn't one of this section."""
    if pk is None:
        return None
    found: Comment = get_object_or_404(_firsts(request, proposal), pk=pk, section=code)
    return found


def _firsts(request: HttpRequest, proposal: Proposal) -> QuerySet[Comment]:
    rows = team_comments(person(request), proposal).filter(replies_to=None)
    return rows.select_related("proposal")


def _place(comment: Comment) -> str:
    page = reverse("comment-list", args=[comment.proposal.reference, comment.section])
    return f"{page}#comment-{comment.replies_to_id or comment.pk}"
