"""Revisions: immutable copies frozen by submitting. A revision is its own receipt."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain.envelope import Mass
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.models.section import SectionVersion


class Revision(models.Model):
    """A submitted text: canonical JSON, hashed together with the hash of the revision before."""

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="revisions")
    stage = models.ForeignKey("Stage", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    content = models.TextField()
    # The words of the content, normalised, for the office's search.
    search = models.TextField(editable=False, default="")
    sha256 = models.CharField("SHA-256", max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=200)
    level = models.CharField(_("level"), max_length=10, blank=True)
    platform = models.ForeignKey("Platform", models.PROTECT, null=True, related_name="+")
    asked_kg = models.DecimalField(_("NTE asked, kg"), max_digits=14, decimal_places=3, null=True)
    # The same without adapters, release devices and cables, for a limit that doesn't count them.
    asked_without_interfaces_kg = models.DecimalField(
        max_digits=14, decimal_places=3, null=True, editable=False
    )
    # With any of these, the figures above are lower bounds.
    items_without_mass = models.PositiveSmallIntegerField(_("items without mass"), default=0)
    channel = models.CharField(_("channel"), max_length=6, choices=Proposal.Channel.choices)
    submitted_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received"))
    recorded_at = models.DateTimeField(_("recorded"))
    versions: models.ManyToManyField[SectionVersion, models.Model] = models.ManyToManyField(
        "SectionVersion", related_name="revisions"
    )
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        "Document", related_name="revisions"
    )

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["proposal_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="revision_number")
        ]

    def __str__(self) -> str:
        return f"{self.proposal} r{self.number}"

    @property
    def asked(self) -> Mass | None:
        return None if self.asked_kg is None else Mass(self.asked_kg, self.items_without_mass)

    @property
    def came_by_portal(self) -> bool:
        return self.channel == Proposal.Channel.PORTAL
