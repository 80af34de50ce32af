"""A page of a call's desk: its tabs, its addresses, and the way back to its list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from proposals.access.policy import policy_for
from proposals.admin.base.desk import Crumb, DeskPage, with_query
from proposals.admin.base.table import TableAdmin
from proposals.models.call import Call, Stage
from proposals.models.proposal import Proposal
from proposals.pages.desk.tab import TABLES, Tab, tabs_of
from proposals.pages.table.declaration import Row
from proposals.pages.table.neighbours import Neighbours, neighbours
from proposals.pages.table.part import Part, read
from proposals.request import person

TAB, STAGE = "desk", "stage"


@dataclass(frozen=True)
class Link:
    """A link to another tab, or to another stage of the same tab."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class CallPage(DeskPage):
    """A page of a call's desk, or of a row that was opened from it.

    `stage` is the stage whose proposals the desk shows; `stages` are all those of the call.
    """

    call: Call
    stage: Stage
    stages: Sequence[Stage]
    tab: Tab

    def require_reader(self) -> None:
        """Check that the person has this tab. Raises: PermissionDenied."""
        if self.tab not in tabs_of(person(self.request)):
            raise PermissionDenied

    def show(self, template: str, *, status: int = 200, **context: Any) -> TemplateResponse:
        """Draw the page with the tabs of this person. Raises: PermissionDenied."""
        shared = {
            "call": self.call,
            "stage": self.stage,
            "tabs": self._tabs(),
            "stage_links": self._stages(),
        }
        return super().show(template, status=status, **{**shared, **context})

    def crumbs(self) -> list[Crumb]:
        """Return the breadcrumbs: the first page, the call, its tab, and the row that is shown."""
        found = [
            Crumb(gettext("Home"), reverse("admin:index")),
            Crumb(str(self.call), self._tab_url(Tab.OVERVIEW)),
            Crumb(str(self.tab.label), self.list_url),
        ]
        if self.row is not None and not self.is_of_row:
            found.append(Crumb(str(self.row), self.row_url(self.row)))
        if self.row is not None:
            return [*found, Crumb(self.here or self.title)]
        return [*found[:-1], Crumb(str(self.tab.label))]

    @property
    def list_url(self) -> str:
        return with_query(tab_address(self.tab, self.call), self.query)

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Return what addresses carry of the stage: nothing where a call has one stage alone."""
        return ((STAGE, str(self.stage.number)),) if len(self.stages) > 1 else ()

    def part(self) -> Part:
        """Read from the address which part of the tab's table is shown, or from which they came."""
        table = TABLES[self.tab](self.stage)
        return read(table, person(self.request), self.request.GET.urlencode(), kept=self.kept)

    def _tab_url(self, tab: Tab) -> str:
        return with_query(tab_address(tab, self.call), urlencode(self.kept))

    def _url(self, page: str, *args: object) -> str:
        """Return the address of a page of a row, which carries the way back to this list."""
        opts = self.admin.opts
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)
        return with_query(url, "&".join(filter(None, (urlencode({TAB: self.tab}), self.query))))

    def _tabs(self) -> list[Link]:
        return [
            Link(str(tab.label), self._tab_url(tab), tab is self.tab)
            for tab in tabs_of(person(self.request))
        ]

    def _stages(self) -> list[Link]:
        """Return the links to the same tab of each stage, where the call has several."""
        if len(self.stages) < 2:
            return []
        url = tab_address(self.tab, self.call)
        return [
            Link(str(one), with_query(url, urlencode({STAGE: one.number})), one is self.stage)
            for one in self.stages
        ]


def tab_address(tab: Tab, call: Call) -> str:
    return reverse(f"admin:desk-{tab}", args=[call.slug])


def call_page(request: HttpRequest, call: Call, tab: Tab, **given: Any) -> CallPage:
    """Make a page of a call's desk. Raises: Http404 for a call that has no stage yet."""
    stages = list(call.stages.order_by("number"))
    if not stages:
        raise Http404
    for one in stages:
        one.call = call  # the same row, loaded once
    fields = {"admin": admin.site.get_model_admin(Proposal), "title": str(call), **given}
    stage = _stage(request, stages)
    return CallPage(request=request, call=call, stage=stage, stages=stages, tab=tab, **fields)


def tab_page(request: HttpRequest, slug: str, tab: Tab, **given: Any) -> CallPage:
    """Make the page of a tab. Raises: Http404 for a call that this person doesn't see."""
    return call_page(request, call_of(request, slug), tab, **given)


def call_of(request: HttpRequest, slug: str) -> Call:
    """Return the call of an address. Raises: PermissionDenied without a desk, Http404 without call."""
    if not tabs_of(person(request)):
        raise PermissionDenied
    call = policy_for(Call).rows(person(request)).filter(slug=slug).first()
    if call is None:
        raise Http404
    return call


def _stage(request: HttpRequest, stages: Sequence[Stage]) -> Stage:
    """Return the stage that the address names, or else the latest that has closed: its work is here."""
    named = [one for one in stages if str(one.number) == request.GET.get(STAGE)]
    closed = [one for one in stages if one.closes_at <= timezone.now()]
    return [stages[0], *closed, *named][-1]


class DeskAdmin(TableAdmin):
    """The admin of rows that a call's desk lists, too: a row's page leads back to the desk."""

    def call_of(self, row: Row) -> Call:
        raise NotImplementedError

    def row_page(self, request: HttpRequest, row: Row, **given: Any) -> DeskPage:
        page = self._from_desk(request, row, **given)
        return (
            replace(page, query=page.part().query)
            if page
            else super().row_page(request, row, **given)
        )

    def neighbours(self, request: HttpRequest, row: Row) -> Neighbours:
        page = self._from_desk(request, row, title="")
        return neighbours(page.part(), row) if page else super().neighbours(request, row)

    def _from_desk(self, request: HttpRequest, row: Row, **given: Any) -> CallPage | None:
        """Return the page as one of the desk, if the address says that the person came from there."""
        named = request.GET.get(TAB)
        tab = next((one for one in tabs_of(person(request)) if one == named), None)
        if tab is None or tab not in TABLES:
            return None
        return call_page(request, self.call_of(row), tab, admin=self, row=row, **given)
