"""Claims of the public record: what somebody said about a call, with source and standing."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def known_day(text: str) -> None:
    """Refuse what isn't a year, a month or a day: often no more of a publication's date is known."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ValidationError(_("Write year, year-month or year-month-day."))


class Claim(models.Model):
    """One claim of one source. Claims of the same words are one fact with several sources."""

    class Topic(models.TextChoices):
        RECEIVED = "received", _("Received")
        PASSED = "passed", _("Passed")
        SELECTED = "selected", _("Selected")
        DATE = "date", _("Date")
        TERMS = "terms", _("Terms")
        LIMIT = "limit", _("Limit of a platform")
        PARTNER = "partner", _("Chinese partner of a project")
        MASS = "mass", _("Mass of a project")
        OTHER = "other", _("Other")

    class Standing(models.TextChoices):
        OFFICIAL = "official", _("official")
        REPORTED = "reported", _("reported")
        INFERRED = "inferred", _("inferred by this site")

    call = models.ForeignKey("Call", models.CASCADE, related_name="claims")
    offer = models.ForeignKey(
        "Offer",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("on the platform"),
    )
    result = models.ForeignKey(
        "Result",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("on the project"),
    )
    topic = models.CharField(_("topic"), max_length=8, choices=Topic.choices)
    text = models.CharField(_("text"), max_length=500)
    standing = models.CharField(_("standing"), max_length=8, choices=Standing.choices)
    outlet = models.CharField(_("outlet"), max_length=100, blank=True)
    published_on = models.CharField(
        _("published"), max_length=10, blank=True, validators=[known_day]
    )
    address = models.URLField(_("address"), blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(standing="inferred") | models.Q(outlet=""),
                name="inferred_claim_has_no_outlet",
                violation_error_message=_("What this site inferred has no outlet."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_inferred(self) -> bool:
        return self.standing == self.Standing.INFERRED
