"""The organisations on a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Participation(models.Model):
    """An organisation on a proposal, with what it is there and what it brings."""

    proposal = models.ForeignKey("Proposal", models.CASCADE, related_name="participations")
    name = models.CharField(_("organisation"), max_length=200)
    # Case folding makes up to three letters of one.
    name_folded = models.CharField(max_length=600, editable=False)
    country = models.CharField(_("country"), max_length=2, blank=True)
    role = models.CharField(_("role"), max_length=20)
    brings = models.CharField(_("brings"), max_length=300, blank=True)
    # Set when the name is that of a registered agency.
    agency = models.ForeignKey(
        "Agency", models.PROTECT, null=True, blank=True, related_name="participations"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
