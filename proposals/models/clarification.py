"""Questions of the office to a team, each with a due date and an answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Clarification(models.Model):
    """A question to a team, with its answer. The answer never changes the revision under review."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed without an answer")

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="clarifications")
    revision = models.ForeignKey("Revision", models.PROTECT, related_name="clarifications")
    text = models.TextField(_("question"), max_length=5000)
    due_at = models.DateTimeField(_("due"))
    asked_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=10000, blank=True)
    answered_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
