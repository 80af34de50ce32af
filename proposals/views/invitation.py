"""Invitations: accept one by its link, agree that another address accepts, send again, take back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from proposals.access.invitation import by_consent, by_link, managed, problem
from proposals.actions import invitation as actions
from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PortalForm
from proposals.forms.invitation import MEANINGS
from proposals.forms.refusal import put_on, sentence
from proposals.models.invitation import Invitation
from proposals.request import person, received_at


@login_not_required
@never_cache
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation, and accept it. A GET changes nothing: mail scanners open links."""
    invitation = by_link(secret)
    if invitation is None:
        return render(request, "invitation/unknown.html", status=404)
    form = PortalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        act = _ask if "ask" in request.POST else _accept
        try:
            return act(request, invitation)
        except RuleBroken as refusal:
            form.is_valid()
            put_on(form, refusal)
    return _accept_page(request, invitation, form)


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    accepted = actions.accept(invitation, by=person(request), at=received_at(request))
    if accepted.proposal:
        messages.success(request, _("You are on the team of this proposal."))
        return redirect(accepted.proposal)
    text = _("You are in %(agency)s now. Your role: %(role)s.")
    role = accepted.get_role_display()
    messages.success(request, text % {"agency": accepted.agency, "role": role})
    return redirect("agency-detail")


def _ask(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    asked = actions.ask_consent(invitation, by=person(request), at=received_at(request))
    text = _("%(address)s has got a mail. You hear by mail when its owner has answered.")
    messages.success(request, text % {"address": asked.email})
    return redirect(request.path)


def _accept_page(request: HttpRequest, invitation: Invitation, form: PortalForm) -> HttpResponse:
    user = person(request) if request.user.is_authenticated else None
    broken = problem(invitation, at=received_at(request))
    context = {
        "invitation": invitation,
        "meaning": MEANINGS[Invitation.Role(invitation.role)],
        "problem": sentence(broken) if broken and not form.errors else "",
        "is_open": broken is None,
        "is_mine": user is not None and invitation.accepted_by == user,
        "is_own": user is not None and user.email.lower() == invitation.email,
        "is_asked": user is not None
        and bool(invitation.consent_hash)
        and invitation.asked_by == user,
        "form": form,
    }
    status = 422 if form.errors else 410 if broken else 200
    return render(request, "invitation/accept.html", context, status=status)


@login_not_required
@never_cache
def consent(request: HttpRequest, secret: str) -> HttpResponse:
    """Let the invited address agree that another address accepts, or refuse. It may have no account."""
    invitation = by_consent(secret)
    if invitation is None:
        return render(request, "invitation/unknown.html", {"is_consent": True}, status=404)
    form = PortalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        agrees = "agree" in request.POST
        act = actions.consent if agrees else actions.refuse_consent
        try:
            done = act(invitation, at=received_at(request))
        except RuleBroken as refusal:
            form.is_valid()
            put_on(form, refusal)
        else:
            context = {"invitation": done, "agrees": agrees}
            return render(request, "invitation/answered.html", context)
    broken = problem(invitation, at=received_at(request))
    context = {
        "invitation": invitation,
        "problem": sentence(broken) if broken and not form.errors else "",
        "form": form,
    }
    status = 422 if form.errors else 410 if broken else 200
    return render(request, "invitation/consent.html", context, status=status)


def renew(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _managed(request, pk)
    context = {
        "title": _("Send the invitation again"),
        "text": _("%(address)s gets a new link, which is valid for two weeks. The old link ends.")
        % {"address": invitation.email},
        "label": _("Send again"),
        "style": "primary",
    }
    done = _("The invitation went to %(address)s again.") % {"address": invitation.email}
    return _confirm(request, invitation, actions.renew, context, done)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _managed(request, pk)
    context = {
        "title": _("Take the invitation back"),
        "text": _("The link that went to %(address)s ends, and the address is told.")
        % {"address": invitation.email},
        "label": _("Take back"),
        "style": "danger",
    }
    done = _("The invitation to %(address)s is taken back.") % {"address": invitation.email}
    return _confirm(request, invitation, actions.withdraw, context, done)


def _managed(request: HttpRequest, pk: int) -> Invitation:
    if found := managed(person(request), pk):
        return found
    raise Http404


def _confirm(
    request: HttpRequest, invitation: Invitation, act: Any, context: dict[str, Any], done: str
) -> HttpResponse:
    """Show what will happen, and do it when it is confirmed."""
    form = PortalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(invitation, by=person(request), at=received_at(request))
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, done)
            return _back(invitation)
    context |= {"form": form, "back": _back(invitation)["Location"]}
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


def _back(invitation: Invitation) -> HttpResponse:
    """Return to the page that lists the invitation."""
    if invitation.proposal:
        return redirect("team-detail", reference=invitation.proposal.reference)
    return redirect("agency-detail")
