"""Questions about a call, asked by partners and answered in public."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """A question about a call. It is public after its answer; its author is never published."""

    call = models.ForeignKey("Call", models.PROTECT, related_name="questions")
    text = models.TextField(_("question"), max_length=3000)
    asked_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("question on a call")
        verbose_name_plural = _("questions on calls")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.text[:80]
