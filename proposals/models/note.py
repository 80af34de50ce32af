"""Private notes of the office on a proposal. They are no part of what was submitted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """A note. Neither partners nor reviewers nor the panel see it, and it is never frozen."""

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=5000)
    written_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.proposal}, {self.pk}"
