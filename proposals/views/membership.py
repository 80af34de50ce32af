"""Members of an agency: change a role, remove, leave; ask to join, and answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.access.agency import (
    managed_memberships,
    managed_requests,
    own_requests,
    removable_memberships,
)
from proposals.actions import membership as actions
from proposals.content.agency import joinable
from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PortalForm
from proposals.forms.membership import (
    AnswerForm,
    DeclineForm,
    FindAgencyForm,
    JoinForm,
    MembershipForm,
)
from proposals.forms.refusal import put_on
from proposals.models.agency import Agency
from proposals.request import person, received_at


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a member's role."""
    member = get_object_or_404(managed_memberships(person(request)), pk=pk)
    initial = {"role": member.role, "is_signatory": member.is_signatory}
    form = MembershipForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change(
                member, by=person(request), at=received_at(request), **form.cleaned_data
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            text = _("Saved: %(name)s, %(role)s.")
            role = changed.get_role_display()
            messages.success(request, text % {"name": changed.user, "role": role})
            return redirect("agency-detail")
    context = {"member": member, "form": form}
    return render(request, "membership/edit.html", context, status=422 if form.errors else 200)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a member, or leave."""
    member = get_object_or_404(removable_memberships(person(request)), pk=pk)
    names = {"name": str(member.user), "agency": member.agency.name}
    is_own = member.user == person(request)
    form = PortalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove(member, by=person(request), at=received_at(request))
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            left, removed = (
                _("You have left %(agency)s."),
                _("%(name)s isn't in %(agency)s any more."),
            )
            messages.success(request, (left if is_own else removed) % names)
            return redirect("agency-detail")
    context = {
        "title": (_("Leave %(agency)s") if is_own else _("Remove %(name)s")) % names,
        "text": (
            _("You won't see the proposals of %(agency)s any more.")
            if is_own
            else _(
                "%(name)s won't see the proposals of %(agency)s any more, and gets a mail about it. What they wrote stays."
            )
        )
        % names,
        "label": _("Leave") if is_own else _("Remove"),
        "style": "danger",
        "back": reverse("agency-detail"),
        "form": form,
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


def ask(request: HttpRequest) -> HttpResponse:
    """Find an agency by its name, and ask to join it."""
    if request.method == "POST":
        return _ask(request)
    find = FindAgencyForm(request.GET if "name" in request.GET else None)
    name = find.cleaned_data["name"] if find.is_bound and find.is_valid() else ""
    return _ask_page(request, find, name)


def _ask(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid() and set(form.errors) != {"text"}:
        return redirect("membership-ask")
    name = form.cleaned_data["name"]
    # Only what the name finds can be asked, so that nobody reads the list of all agencies.
    found = [one for one in joinable(name) if one.pk == form.cleaned_data["agency"]]
    if not found:
        raise Http404
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            actions.ask(found[0], text=text, by=person(request), at=received_at(request))
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            told = _("Your request went to the administrator of %(agency)s. You hear by mail.")
            messages.success(request, told % {"agency": found[0]})
            return redirect("agency-detail")
    return _ask_page(request, FindAgencyForm({"name": name}), name, asked=found[0], form=form)


def _ask_page(
    request: HttpRequest,
    find: FindAgencyForm,
    name: str,
    *,
    asked: Agency | None = None,
    form: JoinForm | None = None,
) -> HttpResponse:
    """Show the search and, for each agency that it found, the form to ask to join it."""
    forms = [
        (
            one,
            form
            if form and one == asked
            else JoinForm(initial={"name": name, "agency": one.pk}, auto_id=f"id_{one.pk}_%s"),
        )
        for one in (joinable(name) if name else [])
    ]
    context: dict[str, Any] = {"find": find, "name": name, "found": forms, "form": form or find}
    status = 422 if form and form.errors else 200
    return render(request, "membership/ask.html", context, status=status)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in who has asked, or decline."""
    asked = get_object_or_404(managed_requests(person(request)), pk=pk)
    is_post, declines = request.method == "POST", "decline" in request.POST
    admit = AnswerForm(request.POST if is_post and not declines else None)
    decline = DeclineForm(request.POST if is_post and declines else None)
    form = decline if declines else admit
    if is_post and form.is_valid():
        act = actions.decline if declines else actions.admit
        try:
            act(asked, by=person(request), at=received_at(request), **form.cleaned_data)
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            yes, no = _("%(name)s is in %(agency)s now."), _("You have declined. %(name)s is told.")
            names = {"name": asked.user, "agency": asked.agency}
            messages.success(request, (no if declines else yes) % names)
            return redirect("agency-detail")
    context = {"asked": asked, "admit": admit, "decline": decline, "form": form}
    status = 422 if form.errors else 200
    return render(request, "membership/answer.html", context, status=status)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    asked = get_object_or_404(own_requests(person(request)), pk=pk)
    names = {"agency": asked.agency.name}
    form = PortalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(asked, by=person(request), at=received_at(request))
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Your request is taken back."))
            return redirect("agency-detail")
    context = {
        "title": _("Take the request back"),
        "text": _("You don't want to join %(agency)s any more.") % names,
        "label": _("Take back"),
        "style": "danger",
        "back": reverse("agency-detail"),
        "form": form,
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)
