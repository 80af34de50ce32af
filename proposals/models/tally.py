"""Tallies: the figures of a proposal in one stage by which lists are sorted and filtered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain.envelope import Mass


class Tally(models.Model):
    """One row for each proposal and stage. Only actions/tally.py writes it.

    Every proposal has exactly one current tally: that of the stage in which it was submitted last.
    """

    proposal = models.ForeignKey("Proposal", models.CASCADE, related_name="tallies")
    stage = models.ForeignKey("Stage", models.PROTECT, related_name="tallies")
    is_current = models.BooleanField(default=True)

    # Assignments that are open or finished, without those in conflict.
    assigned = models.PositiveSmallIntegerField(_("reviewers assigned"), default=0)
    finished = models.PositiveSmallIntegerField(_("reviews finished"), default=0)
    # The earliest due time of a review that isn't finished; when it is over, the review is late.
    due_at = models.DateTimeField(_("next review due"), null=True)

    # Figures of the weighted scores of finished reviews, on the scale of domain/scoring/total.py.
    mean = models.DecimalField(_("score"), max_digits=4, decimal_places=2, null=True)
    lowest = models.DecimalField(_("lowest score"), max_digits=4, decimal_places=2, null=True)
    highest = models.DecimalField(_("highest score"), max_digits=4, decimal_places=2, null=True)
    spread = models.DecimalField(_("spread"), max_digits=4, decimal_places=2, null=True)

    # Figures and flags of the latest revision that was submitted in this stage.
    asked_kg = models.DecimalField(_("NTE asked, kg"), max_digits=14, decimal_places=3, null=True)
    items_without_mass = models.PositiveSmallIntegerField(_("items without mass"), default=0)
    is_over_limit = models.BooleanField(_("over a limit"), default=False)
    has_controlled_components = models.BooleanField(_("controlled components"), default=False)
    has_hazards = models.BooleanField(_("hazards on board"), default=False)
    unknowns = models.PositiveSmallIntegerField(_("answers that say TBD"), default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        ordering = ["proposal_id", "stage_id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "stage"], name="one_tally_per_stage"),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=models.Q(is_current=True),
                name="one_current_tally",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mean", "proposal"],
                condition=models.Q(is_current=True),
                name="tally_by_mean",
            ),
            models.Index(
                fields=["asked_kg", "proposal"],
                condition=models.Q(is_current=True),
                name="tally_by_mass",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}, {self.stage}"

    @property
    def asked(self) -> Mass | None:
        return None if self.asked_kg is None else Mass(self.asked_kg, self.items_without_mass)
