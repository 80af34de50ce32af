"""A person's agencies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from proposals.access.agency import administered_agencies, own_requests
from proposals.actions import agency, invitation
from proposals.content.agency import similar
from proposals.domain.refusal import RuleBroken
from proposals.forms.agency import AgencyEditForm, AgencyForm
from proposals.forms.invitation import InvitationForm
from proposals.forms.refusal import put_on
from proposals.models.agency import Agency
from proposals.pages.agency import own_agencies
from proposals.request import person, received_at


def detail(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {"agencies": own_agencies(user), "requests": own_requests(user)}
    return render(request, "agency/detail.html", context)


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody into an agency of which the person is an administrator."""
    found = get_object_or_404(administered_agencies(person(request)), pk=pk)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = invitation.invite(
                found, by=person(request), at=received_at(request), **form.cleaned_data
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(
                request, _("An invitation went to %(address)s.") % {"address": new.email}
            )
            return redirect("agency-detail")
    context = {"agency": found, "form": form}
    return render(request, "agency/invite.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the data of an agency of which the person is an administrator."""
    found = get_object_or_404(administered_agencies(person(request)), pk=pk)
    form = AgencyEditForm(request.POST if request.method == "POST" else None, agency=found)
    if request.method == "POST" and form.is_valid():
        try:
            agency.edit(
                found,
                by=person(request),
                at=received_at(request),
                is_another=form.cleaned_data.get("is_another", False),
                **form.changed_columns(),
            )
        except RuleBroken as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("The data of your agency are saved."))
            return redirect("agency-detail")
    if "is_another" not in form.errors and "is_another" not in form.data:
        form.drop_question()
    context = {"agency": found, "form": form}
    return render(request, "agency/edit.html", context, status=422 if form.errors else 200)


def register(request: HttpRequest) -> HttpResponse:
    form = AgencyForm(request.POST or None)
    alike: list[Agency] = []
    onward = request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        try:
            agency.register(by=person(request), at=received_at(request), **form.cleaned_data)
        except RuleBroken as refusal:
            alike = similar(form.cleaned_data["name"], form.cleaned_data["short_name"])
            put_on(form, refusal)
        else:
            messages.success(
                request,
                _("Your agency is registered. The office verifies it; you can write meanwhile."),
            )
            # Only a path is accepted, because redirect() would take a bare word for the name of a view.
            is_ours = onward.startswith("/") and url_has_allowed_host_and_scheme(
                onward, allowed_hosts=None
            )
            return redirect(onward if is_ours else "agency-detail")
    if "is_another" not in form.errors and "is_another" not in form.data:
        form.drop_question()
    context = {"form": form, "alike": alike}
    return render(request, "agency/register.html", context, status=422 if form.errors else 200)
