"""The admin site: a first page with the work that waits, and models in groups by purpose."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from proposals.access.person import has_desk, is_reviewer
from proposals.pages.desk.home import office_desk, reviewer_desk
from proposals.request import person

GROUPS = (
    (_("Proposals"), ("Proposal", "Assignment", "Decision", "Registration")),
    (_("Calls"), ("Call", "Stage", "Offer", "Question", "Mission", "Platform")),
    (_("Partners and people"), ("Agency", "ReviewerProfile", "User")),
    (_("Records"), ("Message", "AuditEntry")),
)


class OfficeSite(admin.AdminSite):
    site_header = _("Programme office")
    site_title = _("Programme office")
    index_title = _("What waits for you")
    index_template = "admin/desk.html"
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register only the models of our own app.

        The pages of the task queue would let a superuser run any function. Changes on the pages of
        groups and e-mail addresses would not be in the history.
        """
        if getattr(admin_class, "__module__", "").startswith("proposals."):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[Any]:
        """Add the desk of each call.

        Leave out Django's shortcut page, which finds any row of any model for all staff.
        """
        urls = [one for one in super().get_urls() if getattr(one, "name", None) != "view_on_site"]
        return [*self._desk_urls(), *urls]

    def _desk_urls(self) -> list[Any]:
        # Django makes this site before it has loaded the models, which the desk's pages import.
        from proposals.admin.desk.urls import PAGES  # noqa: PLC0415

        return [
            path(f"calls/<slug:slug>/{address}", self.admin_view(view), name=f"desk-{name}")
            for name, address, view in PAGES
        ]

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the page of the account, which writes to the history."""
        return redirect("account_change_password")

    @method_decorator(login_not_required)
    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Ask before the log-out, as the portal does, who opens the address."""
        if request.method != "POST":
            return redirect("account_logout")
        return super().logout(request, extra_context)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        user = person(request)
        context: dict[str, Any] = {}
        if is_reviewer(user):
            context |= reviewer_desk(user)
        elif has_desk(user):
            context |= office_desk(user)
        context["now"] = timezone.now()
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps: list[Any] = super().get_app_list(request, app_label)
        ours = next((one for one in apps if one["app_label"] == "proposals"), None)
        if ours is None or app_label:
            return apps
        models = {model["object_name"]: model for model in ours["models"]}
        grouped = [
            {**ours, "name": title, "models": [models[name] for name in names if name in models]}
            for title, names in GROUPS
        ]
        rest = [one for one in apps if one is not ours]
        return [group for group in grouped if group["models"]] + rest
