"""The sign-off of a content: the lead says that it is ready, and each agency's signatory approves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignOff(models.Model):
    """The lead team's word that this very content of a proposal is ready to be approved.

    The content is known by its SHA-256. `parts` has the SHA-256 of each section, and of the files and
    the agencies, so that a page can say which of them have changed since.
    """

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="signoffs")
    stage = models.ForeignKey("Stage", models.PROTECT, related_name="signoffs")
    sha256 = models.CharField("SHA-256", max_length=64)
    parts = models.JSONField()
    ready_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    ready_at = models.DateTimeField(_("ready"))

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "stage", "sha256"], name="one_signoff")
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.sha256[:12]}"


class Approval(models.Model):
    """An agency's approval of the content of a sign-off, by one of its signatories."""

    signoff = models.ForeignKey("SignOff", models.PROTECT, related_name="approvals")
    agency = models.ForeignKey("Agency", models.PROTECT, related_name="approvals")
    approved_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved"))

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["signoff", "agency"], name="one_approval")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.signoff}"
