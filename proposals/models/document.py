"""Uploaded files, which are private. A file's name in the storage is its hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A file on a proposal. A removed file leaves the working copy, but stays in its revisions."""

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="documents")
    code = models.CharField(_("asked for as"), max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"
