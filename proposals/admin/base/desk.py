"""Our own pages inside the admin: their rights, title, breadcrumbs, buttons and neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from proposals.access.policy import Right, policy_for
from proposals.admin.base.act import Act, buttons
from proposals.pages.table.neighbours import Neighbours
from proposals.request import person


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumbs; the last one has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """A page of the office beside Django's lists and forms.

    `row` is the row that the page shows. `here` is the last breadcrumb, by default the title.
    `query` is the query string of the list from which the person came; all links carry it.
    """

    admin: "ModelAdmin[Any]"
    request: HttpRequest
    title: str
    here: str = ""
    row: Model | None = None
    is_of_row: bool = False
    acts: Sequence[Act] = ()
    neighbours: Neighbours | None = None
    query: str = ""

    def show(self, template: str, *, status: int = 200, **context: Any) -> TemplateResponse:
        """Draw the page for a person who may see rows of this model.

        Raises: PermissionDenied for anyone else.
        """
        self.require_reader()
        shared = {
            **self.admin.admin_site.each_context(self.request),
            # The whole width is for the work; models have their list on the first page.
            "is_nav_sidebar_enabled": False,
            "opts": self.admin.opts,
            "title": self.title,
            "original": self.row,
            "crumbs": self.crumbs(),
            "buttons": buttons(self.acts, url=self._act_url),
            "neighbours": self.neighbours,
            "previous_url": self.neighbour_url("previous"),
            "next_url": self.neighbour_url("next"),
            "history_url": self._url("history", self.row.pk) if self.row else "",
            "list_url": self.list_url,
            "back": self.row_url(self.row) if self.row else self.list_url,
        }
        return TemplateResponse(self.request, template, {**shared, **context}, status=status)

    def require_reader(self) -> None:
        """Check that the person may see rows of this model. Raises: PermissionDenied."""
        if not policy_for(self.admin.model).may(person(self.request), Right.VIEW):
            raise PermissionDenied

    def crumbs(self) -> list[Crumb]:
        """Return the breadcrumbs from the first page to this page."""
        plural = str(capfirst(str(self.admin.opts.verbose_name_plural)))
        here = Crumb(self.here or self.title)
        found = [Crumb(gettext("Home"), reverse("admin:index"))]
        if here.label != plural:
            found.append(Crumb(plural, self.list_url))
        if self.row is not None and not self.is_of_row:
            found.append(Crumb(str(self.row), self.row_url(self.row)))
        return [*found, here]

    @property
    def list_url(self) -> str:
        return self._url("changelist")

    def row_url(self, row: Model) -> str:
        return self._url("change", row.pk)

    def _act_url(self, act: str) -> str:
        return self._url("act", self.row.pk if self.row else 0, act)

    def neighbour_url(self, side: str) -> str:
        pk = getattr(self.neighbours, side) if self.neighbours else None
        return self._url("change", pk) if pk else ""

    def _url(self, page: str, *args: object) -> str:
        opts = self.admin.opts
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)
        return with_query(url, self.query)


def with_query(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url
