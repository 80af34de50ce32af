"""The admin of a list that is a Table: its page, files, saved lists and bulk acts."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
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
from proposals.pages.table.part import Part, read
from proposals.request import person, received_at

BULK_MOST = 200  # rows: each is a transaction of its own, and the person waits for all of them
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableAdmin(ReadOnlyAdmin):
    """An admin that shows one of our tables in place of Django's list, at the same address."""

    def table(self, request: HttpRequest) -> Table:
        raise NotImplementedError

    def bulk_acts(self, request: HttpRequest, part: Part) -> list[Act]:
        """List the buttons that this person can use for many rows of this part at once."""
        return []

    # --- The list from which a person came ---

    def part(self, request: HttpRequest) -> Part:
        """Read from the address which part of the list is shown, or from which part they came."""
        return read(self.table(request), person(request), request.GET.urlencode())

    def list_query(self, request: HttpRequest) -> str:
        return self.part(request).query

    def neighbours(self, request: HttpRequest, row: Row) -> Neighbours:
        return neighbours(self.part(request), row)

    # --- The list ---

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        part = self.part(request)
        if request.method == "POST":
            return self._posted(request, part)
        if (form := request.GET.get("as")) in ("csv", "xlsx"):
            return self._file(part, form)
        return self._list(request, part)

    def _list(self, request: HttpRequest, part: Part) -> HttpResponse:
        page = DeskPage(admin=self, request=request, title=self._plural(), query=part.query)
        acts = self.bulk_acts(request, part)
        shown = listing(part, url=page.row_url)
        saved = policy_for(SavedView).rows(person(request)).filter(table=part.table.name)
        return page.show(
            "admin/table.html",
            table=shown,
            saved=[(one, one.query == part.first_page.query) for one in saved],
            bulk=[(f"bulk_{act.name}", act.label) for act in acts],
            bulk_most=BULK_MOST,
            can_act_on_all=1 < shown.total <= BULK_MOST,
            rows=_rows(shown, checkbox_name=helpers.ACTION_CHECKBOX_NAME if acts else ""),
        )

    def _plural(self) -> str:
        return str(capfirst(str(self.opts.verbose_name_plural)))

    def _file(self, part: Part, form: str) -> HttpResponseBase:
        """Send all rows of this part, with the columns that are shown."""
        rows = (values(part, row) for row in part.all_rows())
        response: HttpResponseBase
        if form == "csv":
            lines = csv_lines(heads(part), rows)
            response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        else:
            response = HttpResponse(xlsx(self._plural(), heads(part), rows), content_type=XLSX)
        name = f"{part.table.name}-{timezone.now():%Y-%m-%d}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    # --- Forms that a person sends ---

    def _posted(self, request: HttpRequest, part: Part) -> HttpResponse:
        page = DeskPage(admin=self, request=request, title=self._plural(), query=part.query)
        if "save_view" in request.POST:
            self._save_view(request, part)
        elif "remove_view" in request.POST:
            self._remove_view(request, part)
        elif answer := self._bulk(request, part):
            return answer
        return redirect(page.list_url)

    def _save_view(self, request: HttpRequest, part: Part) -> None:
        form = SaveViewForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["name"])))
            return
        view = saved_view.save(
            table=part.table.name,
            name=form.cleaned_data["name"],
            query=part.first_page.query,
            by=person(request),
            at=received_at(request),
        )
        messages.success(request, gettext("This list is saved as “%(name)s”.") % {"name": view})

    def _remove_view(self, request: HttpRequest, part: Part) -> None:
        own = policy_for(SavedView).rows(person(request)).filter(table=part.table.name)
        named = [one for one in own if str(one.pk) == request.POST["remove_view"]]
        for view in named:
            saved_view.remove(view, by=person(request), at=received_at(request))
            messages.success(
                request, gettext("The saved list “%(name)s” is removed.") % {"name": view}
            )

    def _bulk(self, request: HttpRequest, part: Part) -> HttpResponse | None:
        acts = {f"bulk_{act.name}": act for act in self.bulk_acts(request, part)}
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            messages.error(request, gettext("Choose what to do with the rows that you ticked."))
            return None
        rows = self._picked(request, part)
        if not rows:
            messages.error(request, gettext("Tick the rows first."))
            return None
        if len(rows) > BULK_MOST:
            text = gettext("At most %(most)s rows at a time: narrow the list first.")
            messages.error(request, text % {"most": BULK_MOST})
            return None
        page = DeskPage(admin=self, request=request, title=str(act.label), query=part.query)
        return bulk_page(page, act, rows)

    def _picked(self, request: HttpRequest, part: Part) -> list[Row]:
        """Return the ticked rows of this part, or all of them, at most one more than allowed."""
        rows = part.rows()
        if "select_across" not in request.POST:
            ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
            keys = {int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 19}
            rows = rows.filter(pk__in=keys)
        picked = list(rows[: BULK_MOST + 1])
        return list(part.table.prepare(part.user, picked))


def _rows(shown: Listing, *, checkbox_name: str) -> SafeString:
    """Draw the rows of a list, with a box to tick where they can be acted upon."""
    context = {"table": shown, "checkbox_name": checkbox_name}
    html = get_default_renderer().render("table/rows.html", context)
    return mark_safe(html)  # noqa: S308  # Jinja2 has escaped what was put in
