"""Later ends of a stage, granted to one proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Extension(models.Model):
    """A later end of one stage, which an officer granted to one proposal."""

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="extensions")
    stage = models.ForeignKey("Stage", models.PROTECT, related_name="extensions")
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=500)
    granted_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.until:%Y-%m-%d %H:%M}"
