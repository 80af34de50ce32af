"""The admin classes of the office: rows from access, saves and buttons through actions."""

import logging
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from proposals.access.policy import Right, policy_for
from proposals.actions import plain_row
from proposals.admin.base.act import Act, buttons
from proposals.admin.base.desk import DeskPage
from proposals.admin.base.rights import Guarded
from proposals.admin.base.time import Timed
from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PlainRowForm
from proposals.forms.refusal import put_on
from proposals.pages.history import history
from proposals.request import person, received_at

DIGITS_OF_AN_ID = 19  # the largest that a database holds

logger = logging.getLogger(__name__)

# The endings of lookups that Django's filters use. A longer path would reach other models.
_ENDINGS = ("", "__exact", "__id__exact", "__isnull", "__isempty")


def _may_be_key(text: str) -> bool:
    """Tell whether a text from a form is a number that the key of a row can have."""
    return text.isdecimal() and len(text) < DIGITS_OF_AN_ID


class SearchSelect(AutocompleteSelect):
    """A choice with a search. What a script sends as a choice, and is no number, is shown as none."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [one for one in value if _may_be_key(one)]
        return super().optgroups(name, keys or [""], attr)


class OfficeInline(Timed, Guarded, admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to a parent. A person may change them if they may change the parent."""

    form = PlainRowForm
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Give each input of a table a label for screen readers."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchSelect(db_field, self.admin_site))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = field.label
        return field

    def _may(self, right: Right, request: HttpRequest, parent: Any) -> bool:
        user = person(request)
        if not policy_for(self.model).may(user, right):
            return False
        return policy_for(self.parent_model).may(user, Right.CHANGE, parent)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(Right.ADD, request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(Right.CHANGE, request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(Right.DELETE, request, obj)


class OfficeAdmin(Timed, Guarded, admin.ModelAdmin):  # type: ignore[type-arg]
    """An admin that makes all changes through actions."""

    form = PlainRowForm
    change_form_template = "admin/office_form.html"
    list_per_page = 100
    show_full_result_count = False
    view_on_site = False

    def acts(self, request: HttpRequest, obj: Any) -> list[Act]:
        """List the buttons that this person has on this row now."""
        return []

    def is_closed(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and not self.has_change_permission(request, obj)

    # --- Rows ---

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Use check boxes, because screen readers can't use Django's double list."""
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the list's own filters only: no other column, and no regular expression."""
        filters = self.get_list_filter(request)
        offered = [one if isinstance(one, str) else one[0] for one in filters]  # type: ignore[index]
        return any(lookup == f"{one}{ending}" for one in offered for ending in _ENDINGS)

    # --- Writing ---

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Read a row. The row of a form that was sent is locked first, until it is saved."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None or request.method != "POST":
            return obj
        with transaction.atomic():
            plain_row.lock(obj)
            return super().get_object(request, object_id, from_field)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            logger.warning("two people saved at once: %s", request.path, exc_info=True)
            text = gettext("Somebody saved this at the same time. Nothing of yours was saved yet.")
        except PermissionDenied:
            if not self._was_open(request, object_id):
                raise
            text = gettext("You can't change this here now. Nothing was saved.")
        messages.error(request, text)
        return redirect(request.get_full_path())

    def _was_open(self, request: HttpRequest, object_id: str | None) -> bool:
        """Tell whether a form was sent by somebody who may change such rows, but not this one now."""
        return (
            request.method == "POST"
            and object_id is not None
            and self.has_change_permission(request)
            and self.get_queryset(request).filter(pk=object_id).exists()
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        plain_row.save(obj, by=person(request), at=received_at(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = plain_row.many_to_many(form.instance)
        super().save_related(request, form, formsets, change)
        plain_row.append_links(
            form.instance, before=before, by=person(request), at=received_at(request)
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            plain_row.delete(
                row, by=person(request), at=received_at(request), part_of=form.instance
            )
        for row in rows:
            plain_row.save(row, by=person(request), at=received_at(request), part_of=form.instance)
        formset.save_m2m()

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: our history takes the place of Django's log."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing, like log_addition()."""

    # --- Pages ---

    def get_urls(self) -> list[URLPattern]:
        name = f"proposals_{self.model._meta.model_name}_act"
        act = path("<int:pk>/do/<slug:act>/", self.admin_site.admin_view(self.act_view), name=name)
        return [act, *super().get_urls()]

    def list_query(self, request: HttpRequest) -> str:
        """Return the query string of the list, which the address of this page carries."""
        return ""

    def row_line(self, row: Any) -> str:
        """Return the text for a row on the page that confirms a change."""
        return str(row)

    def row_page(self, request: HttpRequest, row: Any, **given: Any) -> DeskPage:
        """Make a page for a row, whose links lead back to the list from which the person came."""
        return DeskPage(
            admin=self, request=request, row=row, query=self.list_query(request), **given
        )

    def response_action(self, request: HttpRequest, queryset: Any) -> Any:  # type: ignore[override]
        """Run an action of the list, unless a script has ticked what is no row."""
        ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if all(_may_be_key(one) for one in ticked):
            return super().response_action(request, queryset)
        messages.error(request, gettext("Tick the rows first."))
        return None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the plural name of the model as the title, in place of “Select … to view”."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Show the row's name as the title, and add the row's buttons."""
        obj = kwargs.get("obj") or context.get("original")
        acts = []
        if obj is not None:
            context["title"], context["subtitle"] = str(obj), None
            acts = self.acts(request, obj)
            context["reads_history"] = policy_for(self.model).may(
                person(request), Right.HISTORY, obj
            )
        context["buttons"] = buttons(acts, url=partial(self._act_url, obj))
        return super().render_change_form(request, context, *args, **kwargs)

    def _act_url(self, obj: Any, act: str) -> str:
        return reverse(f"admin:proposals_{self.opts.model_name}_act", args=[obj.pk, act])

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Show the page that confirms a button, and run its action when it is sent."""
        obj = self.get_queryset(request).filter(pk=pk).first()
        if obj is None:
            raise Http404
        found = next((one for one in self.acts(request, obj) if one.name == act), None)
        if found is None:
            messages.error(
                request, gettext("This isn't possible any more. Look at where it stands now.")
            )
            return redirect(self.row_page(request, obj, title="").row_url(obj))
        page = self.row_page(request, obj, title=str(found.label))
        is_post = request.method == "POST"
        make = found.form_for([obj])
        form = make(request.POST if is_post else None, request.FILES if is_post else None)
        if is_post and form.is_valid():
            try:
                result = found.run(obj, form.cleaned_data, person(request), received_at(request))
            except RuleBroken as refusal:
                put_on(form, refusal)
            else:
                messages.success(request, found.done(result))
                return redirect(self._after_act(request, page, obj))
        return page.show(
            "admin/act.html",
            status=422 if form.errors else 200,
            act=found,
            form=form,
            line=self.row_line(obj),
            warnings=found.warn([obj]).get(obj.pk, ()),
        )

    def _after_act(self, request: HttpRequest, page: DeskPage, obj: Any) -> str:
        """Return the row's page, or the list if the act has hidden the row from this person."""
        is_seen = self.get_queryset(request).filter(pk=obj.pk).exists()
        return page.row_url(obj) if is_seen else page.list_url

    def missing(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Answer for a row that doesn't exist or is hidden, as Django's admin does."""
        text = gettext("There is no such %(name)s, or it isn't yours to see.")
        messages.warning(request, text % {"name": self.opts.verbose_name})
        return redirect("admin:index")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None or not policy_for(self.model).may(person(request), Right.HISTORY):
            raise Http404
        page = self.row_page(
            request,
            obj,
            title=gettext("History of %(name)s") % {"name": obj},
            here=gettext("History"),
        )
        return page.show("admin/history.html", history=history(obj))


class ReadOnlyAdmin(OfficeAdmin):
    """An admin whose rows change only by buttons."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
