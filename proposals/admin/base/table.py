"""The page of a Table, and the admin of a list that is one: files, saved lists and bulk acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.forms.renderers import get_default_renderer
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from proposals.access.policy import policy_for
from proposals.actions import saved_view
from proposals.admin.base.act import Act
from proposals.admin.base.bulk import bulk_page
from proposals.admin.base.desk import DeskPage
from proposals.admin.base.page import ReadOnlyAdmin
from proposals.exports.table import csv_lines, xlsx
from proposals.forms.saved_view import SaveViewForm
from proposals.models.saved_view import SavedView
from proposals.pages.table.declaration import Row, Table
from proposals.pages.table.listing import Listing, heads, listing, values
from proposals.pages.table.neighbours import Neighbours, neighbours
from proposals.pages.table.part import FORM, Part, read
from proposals.request import person, received_at

BULK_MOST = 200  # rows: each is a transaction of its own, and the person waits for all of them
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """A table at an address: its page, its files, its saved lists and its bulk acts.

    `page` has the addresses of the list and of its rows. `acts` are the buttons that this person
    can use for many rows at once; `context` is what the template shows beside the table.
    """

    page: DeskPage
    part: Part
    acts: Sequence[Act] = ()
    template: str = "admin/table.html"
    context: Mapping[str, Any] = field(default_factory=dict)

    def answer(self) -> HttpResponseBase:
        """Answer the request of the page: a form that was sent, a file, or the list."""
        self.page.require_reader()
        request = self.page.request
        if request.method == "POST":
            return self._posted()
        if (form := request.GET.get(FORM)) in ("csv", "xlsx"):
            return self._file(form)
        return self._list()

    def _list(self) -> HttpResponse:
        part = self.part
        shown = listing(part, url=self.page.row_url)
        saved = policy_for(SavedView).rows(part.user).filter(table=part.table.name)
        return self.page.show(
            self.template,
            table=shown,
            saved=[(one, one.query == part.first_page.query) for one in saved],
            bulk=[(f"bulk_{act.name}", act.label) for act in self.acts],
            bulk_most=BULK_MOST,
            can_act_on_all=1 < shown.total <= BULK_MOST,
            rows=_rows(shown, checkbox_name=helpers.ACTION_CHECKBOX_NAME if self.acts else ""),
            **self.context,
        )

    def _file(self, form: str) -> HttpResponseBase:
        """Send all rows of this part, with the columns that are shown."""
        part = self.part
        rows = (values(part, row) for row in part.all_rows())
        response: HttpResponseBase
        if form == "csv":
            lines = csv_lines(heads(part), rows)
            response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        else:
            content = xlsx(self.page.title, heads(part), rows)
            response = HttpResponse(content, content_type=XLSX)
        name = f"{part.table.name}-{timezone.now():%Y-%m-%d}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    # --- Forms that a person sends ---

    def _posted(self) -> HttpResponse:
        request = self.page.request
        if "save_view" in request.POST:
            self._save_view(request)
        elif "remove_view" in request.POST:
            self._remove_view(request)
        elif answer := self._bulk(request):
            return answer
        return redirect(self.page.list_url)

    def _save_view(self, request: HttpRequest) -> None:
        form = SaveViewForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["name"])))
            return
        view = saved_view.save(
            table=self.part.table.name,
            name=form.cleaned_data["name"],
            query=self.part.first_page.query,
            by=person(request),
            at=received_at(request),
        )
        messages.success(request, gettext("This list is saved as “%(name)s”.") % {"name": view})

    def _remove_view(self, request: HttpRequest) -> None:
        own = policy_for(SavedView).rows(person(request)).filter(table=self.part.table.name)
        named = [one for one in own if str(one.pk) == request.POST["remove_view"]]
        for view in named:
            saved_view.remove(view, by=person(request), at=received_at(request))
            messages.success(
                request, gettext("The saved list “%(name)s” is removed.") % {"name": view}
            )

    def _bulk(self, request: HttpRequest) -> HttpResponse | None:
        acts = {f"bulk_{act.name}": act for act in self.acts}
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            messages.error(request, gettext("Choose what to do with the rows that you ticked."))
            return None
        rows = self._picked(request)
        if not rows:
            messages.error(request, gettext("Tick the rows first."))
            return None
        if len(rows) > BULK_MOST:
            text = gettext("At most %(most)s rows at a time: narrow the list first.")
            messages.error(request, text % {"most": BULK_MOST})
            return None
        return bulk_page(replace(self.page, title=str(act.label)), act, rows)

    def _picked(self, request: HttpRequest) -> list[Row]:
        """Return the ticked rows of this part, or all of them, at most one more than allowed."""
        rows = self.part.rows()
        if "select_across" not in request.POST:
            ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
            keys = {int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 19}
            rows = rows.filter(pk__in=keys)
        picked = list(rows[: BULK_MOST + 1])
        return list(self.part.table.prepare(self.part.user, picked))


class TableAdmin(ReadOnlyAdmin):
    """An admin that shows one of our tables in place of Django's list, at the same address."""

    def table(self, request: HttpRequest) -> Table:
        raise NotImplementedError

    def bulk_acts(self, request: HttpRequest, part: Part) -> list[Act]:
        """List the buttons that this person can use for many rows of this part at once."""
        return []

    def part(self, request: HttpRequest) -> Part:
        """Read from the address which part of the list is shown, or from which part they came."""
        return read(self.table(request), person(request), request.GET.urlencode())

    def list_query(self, request: HttpRequest) -> str:
        return self.part(request).query

    def neighbours(self, request: HttpRequest, row: Row) -> Neighbours:
        return neighbours(self.part(request), row)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        part = self.part(request)
        title = str(capfirst(str(self.opts.verbose_name_plural)))
        page = DeskPage(admin=self, request=request, title=title, query=part.query)
        return TablePage(page=page, part=part, acts=self.bulk_acts(request, part)).answer()


def _rows(shown: Listing, *, checkbox_name: str) -> SafeString:
    """Draw the rows of a list, with a box to tick where they can be acted upon."""
    context = {"table": shown, "checkbox_name": checkbox_name}
    html = get_default_renderer().render("table/rows.html", context)
    return mark_safe(html)  # noqa: S308  # Jinja2 has escaped what was put in
