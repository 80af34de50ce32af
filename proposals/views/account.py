"""A person's settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proposals.access.agency import partner_agencies
from proposals.actions import account
from proposals.forms.account import PreferencesForm
from proposals.request import person, received_at


def preferences(request: HttpRequest) -> HttpResponse:
    user = person(request)
    initial = {"name": user.name, "language": user.language, "time_zone": user.time_zone}
    countries = partner_agencies(user).exclude(country="").values_list("country", flat=True)
    form = PreferencesForm(request.POST or None, initial=initial, countries=countries)
    if request.method == "POST" and form.is_valid():
        account.prefer(user, **form.cleaned_data, at=received_at(request))
        messages.success(request, _("Your preferences are saved."))
        return redirect("account-preferences")
    return render(
        request, "account/preferences.html", {"form": form}, status=422 if form.errors else 200
    )
