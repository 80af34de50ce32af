"""Asking the team a question, and answering it."""

from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm, instant, long_text


class AskForm(PortalForm):
    text = long_text(_("Question to the team"))
    due_at = instant(_("Due"))


class ClarificationAnswerForm(PortalForm):
    answer = long_text(
        _("Your answer"),
        rows=8,
        limit=10000,
        help_text=_(
            "The answer is added to your proposal as an annex; the revision stays as it was submitted."
        ),
    )
