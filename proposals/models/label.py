"""Labels by which the office groups the proposals of a call. Only the office sees them."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal

LONGEST = 40  # characters


class Label(models.Model):
    """A word of the office, on any number of a call's proposals."""

    call = models.ForeignKey("Call", models.CASCADE, related_name="labels")
    name = models.CharField(_("label"), max_length=LONGEST)
    proposals: models.ManyToManyField[Proposal, models.Model] = models.ManyToManyField(
        Proposal, related_name="labels", blank=True
    )

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("call", Lower("name"), name="one_label_in_call")]

    def __str__(self) -> str:
        return self.name
