"""A partner's proposals: list, start, read, submit, and the lead team's other transitions."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.access.agency import last_agency, partner_agencies, written_agencies
from proposals.access.decision import released
from proposals.access.joining import waiting_for
from proposals.access.proposal.team import actors, can_edit, partner_proposals
from proposals.actions import proposal as actions
from proposals.actions import status
from proposals.content.investigator import unconfirmed
from proposals.content.proposal import working_copy
from proposals.content.signoff import standing
from proposals.domain.refusal import RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Actor, Transition, transition
from proposals.forms.base import PortalForm
from proposals.forms.proposal import ReasonForm, StartForm, SubmitForm, seen
from proposals.forms.refusal import put_on
from proposals.models.call import Call
from proposals.models.mission import Platform
from proposals.models.proposal import Proposal
from proposals.pages import dossier
from proposals.pages.button import intro, proposal_buttons
from proposals.pages.comment import open_comments
from proposals.pages.envelope import panel
from proposals.pages.progress import next_step
from proposals.pages.timeline import timeline
from proposals.request import person, received_at

PAGE = 50
# Within this time a second submission of the same is a second click of the first.
DOUBLE_CLICK = timedelta(minutes=1)


def own(request: HttpRequest, reference: str) -> Proposal:
    """Load a proposal of the person's agencies. Raises: Http404 for any other proposal."""
    rows = partner_proposals(person(request)).shown()
    found: Proposal = get_object_or_404(rows, reference=reference)
    return found


def list_(request: HttpRequest) -> HttpResponse:
    rows = partner_proposals(person(request)).listed()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    steps = [(row, next_step(row, at=now)) for row in page]
    calls = Call.objects.filter(
        state=Call.State.PUBLISHED,
        stages__number=1,
        stages__closes_at__gte=now,
        stages__opens_at__lte=now,
    )
    joinings = waiting_for(person(request)).select_related("agency", "proposal__lead_agency")
    context = {"page": page, "rows": steps, "open_calls": calls, "joinings": joinings}
    return render(request, "proposal/list.html", context)


def start(request: HttpRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.public(), slug=slug)
    agencies = written_agencies(person(request))
    initial = {"agency": last_agency(person(request))}
    form = StartForm(request.POST or None, agencies=agencies, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = actions.start(
                call=call, by=person(request), at=received_at(request), **form.cleaned_data
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            return _first_section(proposal)
    observes = not agencies and partner_agencies(person(request)).exists()
    context = {"call": call, "form": form, "agencies": agencies, "observes": observes}
    return render(request, "proposal/start.html", context, status=422 if form.errors else 200)


def _first_section(proposal: Proposal) -> HttpResponse:
    # A call of the public record doesn't say which sections it asked for.
    codes = proposal.stage.sections
    if not codes:
        return redirect(proposal)
    return redirect("section-edit", reference=proposal.reference, code=codes[0])


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    proposal = own(request, reference)
    platform = Prefetch("platform", Platform.objects.select_related("mission"))
    prefetch_related_objects([proposal], "lead", platform)
    content = working_copy(proposal)
    now = timezone.now()
    context = {
        "proposal": proposal,
        "content": content,
        "sections": [
            # Missing answers are marked only while the team can still write them.
            (one, content.section_state(one.code) if proposal.is_editable else None)
            for one in content.sections
        ],
        "envelope": panel(content),
        "step": next_step(proposal, at=now),
        "buttons": proposal_buttons(
            proposal, _open(request, proposal), in_window=_in_window(proposal)
        ),
        "leads": Actor.LEAD in actors(person(request), proposal),
        "can_edit": can_edit(person(request), proposal),
        "joinings": content.joinings,
        "revisions": proposal.revisions.select_related("stage").defer("content", "search"),
        "clarifications": proposal.clarifications.select_related("answered_by"),
        "decisions": released(proposal).prefetch_related("conditions"),
        "signoff": standing(content) if proposal.is_editable else None,
        "open_comments": open_comments(person(request), proposal),
        "timeline": timeline(proposal),
    }
    return render(request, "proposal/detail.html", context)


def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what would be frozen, and freeze it. The request has no files."""
    proposal = own(request, reference)
    before = proposal.current_revision_id
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            revision = actions.submit(
                proposal,
                by=person(request),
                at=received_at(request),
                recorded_at=timezone.now(),
                **form.cleaned_data,
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
            proposal = own(request, reference)  # with the revision that a colleague submitted
        else:
            if revision.pk == before and timezone.now() - revision.recorded_at > DOUBLE_CLICK:
                messages.info(
                    request, _("Nothing has changed since this revision: its receipt stands.")
                )
            return redirect("revision-receipt", reference=reference, number=revision.number)
    return _submit_page(request, proposal, form)


def _submit_page(request: HttpRequest, proposal: Proposal, form: SubmitForm) -> HttpResponse:
    content = working_copy(proposal)
    context = {
        "proposal": proposal,
        "content": content,
        "read": dossier.read(content),
        "envelope": panel(content),
        "form": form,
        # The page shows the latest content after a refusal, so its form must name that, too.
        "seen": SubmitForm(initial=seen(content)),
        "differences": dossier.differences(content),
        "closes_at": proposal.window().announced_end,
        "signoff": standing(content),
        "unconfirmed": unconfirmed(content),
        "submission": _submission(request, proposal),
    }
    return render(request, "proposal/submit.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, proposal: Proposal) -> list[Transition]:
    """List the transitions whose needs are all met."""
    found = status.open_transitions(proposal, by=person(request), at=timezone.now())
    return [one.transition for one in found if one.refusal is None]


def _submission(request: HttpRequest, proposal: Proposal) -> status.OpenTransition | None:
    """Return whether this person can submit now, and the refusal; None if they never can."""
    found = status.open_transitions(proposal, by=person(request), at=timezone.now())
    return next((one for one in found if one.transition.verb is Verb.SUBMIT), None)


def _in_window(proposal: Proposal) -> bool:
    return proposal.is_editable and proposal.window().is_open(timezone.now())


def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Confirm and make one of the lead team's transitions."""
    row = transition(name)
    if row is None or not row.button_for(Actor.LEAD):
        raise Http404
    proposal = own(request, reference)
    form_class = ReasonForm if row.asks_reason else PortalForm
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = status.move(
                proposal,
                row.verb,
                by=person(request),
                at=received_at(request),
                reason=form.cleaned_data.get("reason", ""),
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request,
                _("The proposal is now: %(status)s.") % {"status": moved.status_label},
            )
            return redirect(proposal)
    in_window = _in_window(proposal)
    context = {
        "proposal": proposal,
        "transition": row,
        "intro": intro(row, in_window=in_window),
        "until": proposal.window().announced_end if in_window else None,
        "refusal": status.refusal(proposal, row.verb, by=person(request), at=timezone.now()),
        "form": form,
    }
    return render(request, "proposal/act.html", context, status=422 if form.errors else 200)
