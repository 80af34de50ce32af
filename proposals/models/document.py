"""Uploaded files, which are private. A file's name in the storage is its hash."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.document.kind import BY_MEDIA_TYPE
from proposals.domain.document.marking import LABELS, Control


class ScanState(models.TextChoices):
    """What the scanner said of a file; nothing yet, or there is no scanner."""

    NOT_SCANNED = "", _("Not scanned")
    PASSED = "passed", _("Passed")
    FOUND = "found", _("Something was found")


class Document(models.Model):
    """A file on a proposal. A removed file leaves the working copy, but stays in its revisions."""

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="documents")
    code = models.CharField(_("asked for as"), max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    # Of a PDF; files that were stored before their pages were counted have none.
    pages = models.PositiveIntegerField(_("pages"), null=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    # What its uploader declared. Files of before this was asked say nothing.
    control = models.CharField(_("export control"), max_length=14, blank=True)
    classification = models.CharField(_("classification"), max_length=80, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    # The former version, which was removed from the working copy when this one came.
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    scan_state = models.CharField(
        _("scan"),
        max_length=6,
        blank=True,
        choices=ScanState.choices,
        default=ScanState.NOT_SCANNED,
    )
    # The scanner's name of what it found.
    scan_found = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="document_control",
                condition=models.Q(control__in=["", Control.NOT_CONTROLLED.value])
                | models.Q(control=Control.CONTROLLED.value)
                & ~models.Q(classification="")
                & ~models.Q(licence=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """Return what people call this kind of file."""
        return BY_MEDIA_TYPE[self.content_type].name

    @property
    def is_harmful(self) -> bool:
        return self.scan_state == ScanState.FOUND

    @property
    def waits_for_scan(self) -> bool:
        """Tell whether a scanner is configured that hasn't passed this file yet."""
        return bool(settings.CLAMD_URL) and self.scan_state == ScanState.NOT_SCANNED

    @property
    def is_controlled(self) -> bool:
        return self.control == Control.CONTROLLED

    @property
    def marking(self) -> str:
        """Return in the reader's language what was declared about export control."""
        if not self.control:
            return gettext("Export control: nothing was declared")
        label = gettext(LABELS[Control(self.control)])
        return ", ".join(part for part in (label, self.classification, self.licence) if part)

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"
