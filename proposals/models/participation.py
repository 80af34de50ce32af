"""The organisations on a proposal: on its working copy, and on each revision."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TakingPart(models.Model):
    """An organisation that takes part in a proposal, with its role and its contribution."""

    name = models.CharField(_("organisation"), max_length=200)
    # casefold() can make three letters of one letter.
    name_folded = models.CharField(max_length=600, editable=False)
    country = models.CharField(_("country"), max_length=2, blank=True)
    role = models.CharField(_("role"), max_length=20)
    brings = models.CharField(_("brings"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]
        indexes = [models.Index(fields=["name_folded"], name="%(class)s_by_name")]

    def __str__(self) -> str:
        return self.name


class Participation(TakingPart):
    """An organisation on the working copy of a proposal."""

    proposal = models.ForeignKey("Proposal", models.CASCADE, related_name="participations")
    # Set in the row of the lead agency. An officer links the others: see AgencyLink.
    agency = models.ForeignKey(
        "Agency", models.PROTECT, null=True, blank=True, related_name="participations"
    )


class RevisionParticipation(TakingPart):
    """An organisation as it was submitted. Like its revision, it never changes."""

    revision = models.ForeignKey("Revision", models.PROTECT, related_name="participations")
    agency = models.ForeignKey(
        "Agency", models.PROTECT, null=True, blank=True, related_name="frozen_participations"
    )


class AgencyLink(models.Model):
    """An officer has confirmed that an organisation on a proposal is this registered agency.

    The organisation is known by its name and country, so that the link stays whatever the team
    saves or submits.
    """

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="agency_links")
    name = models.CharField(_("organisation"), max_length=200)
    name_folded = models.CharField(max_length=600, editable=False)
    country = models.CharField(_("country"), max_length=2, blank=True)
    agency = models.ForeignKey("Agency", models.PROTECT, related_name="links")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "name_folded", "country"], name="one_agency_link"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.agency}"


class Institution(models.Model):
    """The institution of an investigator, for comparing it with those of reviewers and panel.

    `revision` is None for the working copy. The rows of a revision never change.
    """

    proposal = models.ForeignKey("Proposal", models.CASCADE, related_name="institutions")
    revision = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="institutions")
    name_folded = models.CharField(max_length=600)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["name_folded"], name="institution_by_name")]

    def __str__(self) -> str:
        return self.name_folded
