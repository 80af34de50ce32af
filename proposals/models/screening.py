"""The screening of what was submitted: the office's checklist, and its answers for each proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckPoint(models.Model):
    """A point of a stage's checklist. A "no" to one that `decides` makes a proposal ineligible."""

    stage = models.ForeignKey("Stage", models.CASCADE, related_name="checkpoints")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    text = models.CharField(_("point"), max_length=300)
    help = models.CharField(_("how to check it"), max_length=500, blank=True)
    decides = models.BooleanField(_("“no” makes a proposal ineligible"), default=False)

    class Meta:
        verbose_name = _("point of the checklist")
        verbose_name_plural = _("checklist")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Screening(models.Model):
    """The answers to a stage's checklist for one proposal. Only actions/screening.py writes it.

    `answers` holds for the key of each point that was looked at `{"answer": "yes" | "no" | "",
    "note": text}`.
    """

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="screenings")
    stage = models.ForeignKey("Stage", models.PROTECT, related_name="screenings")
    answers = models.JSONField(default=dict)
    # How many points have an answer, and how many of them are "no".
    answered = models.PositiveSmallIntegerField(_("points answered"), default=0)
    noes = models.PositiveSmallIntegerField(_("points answered with no"), default=0)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(_("saved"), null=True)

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "stage"], name="one_screening")]

    def __str__(self) -> str:
        return f"{self.proposal}, {self.stage}"
