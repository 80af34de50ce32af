"""Calls: officers write a draft, publish it, and then amend it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from proposals.access.person import is_officer
from proposals.access.proposal.office import visible_proposals
from proposals.actions import call as actions
from proposals.actions import offer, registration
from proposals.admin.base.act import Act
from proposals.admin.base.page import OfficeAdmin, OfficeInline
from proposals.domain.section.field import Heading
from proposals.forms.call import (
    Amendable,
    AmendForm,
    AnnounceForm,
    CallForm,
    ClauseFormSet,
    TopicFormSet,
    dates_and_limits,
    periods_and_requirements,
    questions_to_teams,
    terms,
)
from proposals.forms.proposal import ReasonForm
from proposals.forms.registration import RegistrationForm
from proposals.models.account import User
from proposals.models.asked_field import AskedField
from proposals.models.call import (
    Amendment,
    Call,
    CallLevel,
    CallTopic,
    GrowthAllowance,
    Result,
)
from proposals.models.claim import Claim
from proposals.models.mission import Platform
from proposals.models.offer import Offer
from proposals.models.proposal import Proposal
from proposals.models.registration import Registration
from proposals.models.terms import Clause
from proposals.request import person, received_at


class LevelInline(OfficeInline):
    model = CallLevel


class ClauseInline(OfficeInline):
    model = Clause
    formset = ClauseFormSet
    exclude = ["code"]
    # A table would leave no room for the texts.
    template = "admin/edit_inline/stacked.html"


class GrowthInline(OfficeInline):
    model = GrowthAllowance


class TopicInline(OfficeInline):
    model = CallTopic
    formset = TopicFormSet
    exclude = ["code"]


class FactInline(OfficeInline):
    """Rows of the public record, which name other rows of their call or of the missions."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ask for the rows to choose from once, not once for each row of the table."""
        call = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        choices: dict[str, QuerySet[Any]] = {
            "offer": Offer.objects.named().filter(call=call),
            "platform": Platform.objects.select_related("mission"),
            "result": Result.objects.filter(call=call),
        }
        if db_field.name not in choices:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs["queryset"] = choices[db_field.name]
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = list(field.choices)
        return field


class ResultInline(FactInline):
    model = Result

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("platform__mission")


class ClaimInline(FactInline):
    model = Claim
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("offer__platform__mission", "result")


@admin.register(Call)
class CallAdmin(OfficeAdmin):
    form = CallForm
    list_display = ["title", "prefix", "state", "provenance", "announced_on"]
    list_filter = ["state", "provenance"]
    search_fields = ["title", "prefix"]
    inlines = [LevelInline, TopicInline, GrowthInline, ClauseInline, ResultInline, ClaimInline]
    readonly_fields = ["state", "offers_of_call", "stages_of_call"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "prefix", "state", "provenance", "summary", "note"]}),
        (
            _("What it offers"),
            {
                "fields": [
                    "platforms",
                    "offers_of_call",
                    "planning_reserve",
                    "growth_source",
                    "stages_of_call",
                ]
            },
        ),
        (
            _("Rules"),
            {"fields": ["prevailing_language", "blocks_same_country", "undo_minutes"]},
        ),
        (
            _("Dates and results"),
            {
                "classes": ["collapse"],
                "fields": [
                    "announced_on",
                    "preliminary_selection_planned",
                    "final_selection_planned",
                    "selection_announced_on",
                    "sources",
                ],
            },
        ),
    ]

    def get_view_on_site_url(self, obj: Call | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.state != Call.State.DRAFT else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["title"]}

    def get_inlines(self, request: HttpRequest, obj: Call | None) -> list[Any]:
        # Results and claims are published facts of calls that ran elsewhere.
        if obj and obj.is_record:
            return list(self.inlines)
        return [one for one in self.inlines if not issubclass(one, FactInline)]

    def get_fieldsets(self, request: HttpRequest, obj: Call | None = None) -> Any:
        """Leave out the choice of platforms if the call can't be changed any more."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [one for one in options["fields"] if one != "platforms"]})
            for title, options in fieldsets
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        offer.choose(
            form.instance,
            form.cleaned_data["platforms"],
            by=person(request),
            at=received_at(request),
        )

    @admin.display(description=_("limits of each platform"))
    def offers_of_call(self, call: Call) -> str:
        if not call.pk:
            return str(_("Save the call first, then set the limits of each platform."))
        links = format_html_join(
            "",
            '<li><a href="{}">{}</a></li>',
            (
                (reverse("admin:proposals_offer_change", args=[one.pk]), one)
                for one in call.offers.named()
            ),
        )
        return format_html("<ul>{}</ul>", links)

    @admin.display(description=_("stages"))
    def stages_of_call(self, call: Call) -> str:
        if not call.pk:
            return str(_("Save the call first, then add its stages."))
        links = format_html_join(
            "",
            '<li><a href="{}">{}. {}</a></li>',
            (
                (reverse("admin:proposals_stage_change", args=[one.pk]), one.number, one)
                for one in call.stages.all()
            ),
        )
        add = f"{reverse('admin:proposals_stage_add')}?call={call.pk}&number={call.stages.count() + 1}"
        more = format_html('<a href="{}">{}</a>', add, _("Add a stage"))
        return format_html("<ul>{}</ul>{}", links, more if call.state == Call.State.DRAFT else "")

    def acts(self, request: HttpRequest, obj: Call) -> list[Act]:
        if not is_officer(person(request)):
            return []
        if obj.state == Call.State.DRAFT:
            return [
                Act(
                    "publish",
                    _("Publish"),
                    _publish,
                    _published,
                    style="primary",
                    intro=_("From then on it changes by amendment only."),
                )
            ]
        is_open = obj.state == Call.State.PUBLISHED and not obj.is_record
        return [*_announcement(obj, person(request)), *(_changes(obj) if is_open else ())]


def _announcement(call: Call, user: User) -> list[Act]:
    """Return the button that announces selections, if some wait for it."""
    waiting = visible_proposals(user).filter(call=call).unannounced()
    if not waiting.exists():
        return []
    intro = _(
        "Everybody can then read title, lead agency, level, mass and status of the chosen projects on the page of the call. This can't be undone."
    )
    form = partial(AnnounceForm, waiting=waiting)
    return [Act("announce", _("Announce the selection"), _announce, _announced, form, intro=intro)]


def _amendments(call: Call) -> Iterator[Act]:
    """Yield the buttons that amend a published call: one for each kind of values that it has."""
    yield _amendment("amend", _("Amend dates and limits"), dates_and_limits, call)
    if call.offers.filter(Q(periods__isnull=False) | Q(requirements__isnull=False)).exists():
        label = _("Amend periods and requirements")
        yield _amendment("amend-offers", label, periods_and_requirements, call)
    if call.clauses.exists():
        yield _amendment("amend-terms", _("Amend the terms"), terms, call)
    if AskedField.objects.filter(stage__call=call).exists():
        label = _("Amend the questions to the teams")
        yield _amendment("amend-questions", label, questions_to_teams, call)


def _changes(call: Call) -> list[Act]:
    """Return the buttons that amend a published call, enter a letter, and cancel the call."""
    return [
        *_amendments(call),
        Act(
            "enter",
            _("Enter a letter that came by e-mail or note"),
            _enter,
            _entered,
            partial(RegistrationForm, call=call),
            intro=_(
                "A letter that came in time and is entered after closing waits for a second officer."
            ),
        ),
        Act(
            "cancel",
            _("Cancel the call"),
            _cancel,
            _cancelled,
            ReasonForm,
            style="danger",
            intro=_(
                "It takes no more submissions, and drafts are closed. The reason is published, and everyone with a proposal on the call gets a mail. This can't be undone."
            ),
        ),
    ]


def _amendment(
    name: str, label: StrOrPromise, values: Callable[[Call], Iterable[Amendable]], call: Call
) -> Act:
    """Return a button that amends some of the values of a call; the values are read when it is used."""
    return Act(
        name,
        label,
        _amend,
        _amended,
        lambda *args: AmendForm(*args, values=values(call)),
        intro=_("Everyone with a proposal on the call gets a mail."),
    )


def _publish(call: Call, data: dict[str, Any], by: User, at: Any) -> Call:
    return actions.publish(call, by=by, at=at)


def _published(call: Call) -> str:
    return gettext("%(call)s is published. It changes by amendment only now.") % {"call": call}


def _amend(call: Call, data: dict[str, Any], by: User, at: Any) -> Amendment:
    return actions.amend(call, text=data["text"], changed=data["changed"], by=by, at=at)


def _amended(amendment: Amendment) -> str:
    return gettext("Amendment %(number)s to %(call)s is published.") % {
        "number": amendment.number,
        "call": amendment.call,
    }


def _announce(call: Call, data: dict[str, Any], by: User, at: Any) -> list[Proposal]:
    return actions.announce_all(data["proposals"], by=by, at=at)


def _announced(announced: list[Proposal]) -> str:
    return ngettext(
        "%(count)s selection is announced.", "%(count)s selections are announced.", len(announced)
    ) % {"count": len(announced)}


def _cancel(call: Call, data: dict[str, Any], by: User, at: Any) -> Amendment:
    return actions.cancel(call, reason=data["reason"], by=by, at=at)


def _cancelled(amendment: Amendment) -> str:
    return gettext("%(call)s is cancelled. Its drafts are closed within minutes.") % {
        "call": amendment.call
    }


def _enter(call: Call, data: dict[str, Any], by: User, at: Any) -> Registration:
    return registration.enter(
        call=call,
        agency=data["agency"],
        heading=Heading(title=data["title"], level=data["level"], platform=data["platform"]),
        channel=data["channel"],
        received_at=data["received_at"],
        scan=data["scan"],
        by=by,
        at=at,
    )


def _entered(entered: Registration) -> str:
    proposal = entered.proposal
    if proposal.waits_for_officer:
        text = gettext(
            "The letter is entered as %(reference)s. It came in time and is entered late: another officer confirms it."
        )
    else:
        text = gettext("The letter is entered as %(reference)s and submitted.")
    return text % {"reference": proposal.reference}
