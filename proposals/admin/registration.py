"""Letters entered by the office."""

from django.contrib import admin

from proposals.admin.base.page import ReadOnlyAdmin
from proposals.models.registration import Registration


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    """Letters entered by the office. The button that confirms one is on the proposal's page."""

    list_display = ["proposal", "received_at", "entered_by", "entered_at", "confirmed_by"]
    list_select_related = ["proposal", "entered_by", "confirmed_by"]
    fields = ["proposal", "received_at", "entered_by", "entered_at", "confirmed_by", "confirmed_at"]
