"""Letters that came by e-mail or diplomatic note, entered by the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Registration(models.Model):
    """A letter that came by e-mail or diplomatic note, entered by an officer.

    If it was entered after the window closed, a second officer must confirm it.
    """

    proposal = models.OneToOneField("Proposal", models.PROTECT, related_name="registration")
    received_at = models.DateTimeField(_("received"))
    scan = models.ForeignKey("Document", models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    confirmed_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    class Meta:
        verbose_name = _("letter entered by the office")
        verbose_name_plural = _("letters entered by the office")

    def __str__(self) -> str:
        return str(self.proposal)
