"""Granting an extension."""

from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm, instant, long_text


class ExtensionForm(PortalForm):
    until = instant(_("Until"))
    reason = long_text(_("Reason, which the team reads"), rows=3, limit=500)
