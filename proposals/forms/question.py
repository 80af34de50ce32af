"""Questions about a call, and their answers."""

from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm, long_text


class QuestionForm(PortalForm):
    text = long_text(
        _("Your question"),
        rows=4,
        limit=3000,
        help_text=_("Question and answer are published; your name and agency aren't."),
    )


class QuestionAnswerForm(PortalForm):
    reworded = long_text(
        _("The question as it is published"),
        rows=3,
        limit=3000,
        help_text=_("Take out what would give its author away."),
    )
    text = long_text(_("Answer"), rows=6)
