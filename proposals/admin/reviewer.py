"""The register of reviewers: topics, track, seniority and load."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proposals.access.person import reviewers
from proposals.admin.base.page import OfficeAdmin, OfficeInline
from proposals.models.reviewer import ReviewerProfile, ReviewerTopic


class ReviewerTopicInline(OfficeInline):
    model = ReviewerTopic


@admin.register(ReviewerProfile)
class ReviewerAdmin(OfficeAdmin):
    list_display = ["user", "organisation", "country", "track", "is_senior", "most", "topic_codes"]
    list_filter = ["track", "is_senior"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "topics__code"]
    inlines = [ReviewerTopicInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewerProfile]:
        rows: QuerySet[ReviewerProfile] = super().get_queryset(request)
        return rows.prefetch_related("topics")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = reviewers()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("organisation"))
    def organisation(self, obj: ReviewerProfile) -> str:
        return obj.user.organisation

    @admin.display(description=_("country"))
    def country(self, obj: ReviewerProfile) -> str:
        return obj.user.country

    @admin.display(description=_("topics"))
    def topic_codes(self, obj: ReviewerProfile) -> str:
        return ", ".join(f"{one.code} ({one.weight})" for one in obj.topics.all())
