"""Questions to investigators, whether they take part as the proposal says."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvestigatorRequest(models.Model):
    """A mail that asks an investigator to confirm their part, with a link that can be used once.

    The part is what the section said of the person then; `part_sha256` is its hash. Links are kept
    as the SHA-256 of their secret part alone.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Doesn't take part")
        REPLACED = "replaced", _("Asked again")
        ENDED = "ended", _("Ended with the proposal")

    ANSWERED = (State.CONFIRMED, State.DECLINED)

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="investigator_requests")
    # Answers of an older schema have no longest name.
    name = models.TextField(_("name"))
    institution = models.TextField(_("institution"), blank=True)
    email = models.EmailField(_("e-mail address"))
    share = models.CharField(_("share of time"), max_length=10, blank=True)
    is_principal = models.BooleanField(_("principal investigator"))
    part_sha256 = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("valid until"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ASKED)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("request to an investigator")
        verbose_name_plural = _("requests to investigators")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="investigator_asked_by_sender")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "part_sha256"],
                condition=models.Q(state__in=["asked", "confirmed", "declined"]),
                name="one_request_of_a_part",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["confirmed", "declined"], answered_at__isnull=False)
                | models.Q(state__in=["asked", "replaced", "ended"], answered_at=None),
                name="answered_request_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_state_display()}"

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_declined(self) -> bool:
        return self.state == self.State.DECLINED

    @property
    def is_replaced(self) -> bool:
        return self.state == self.State.REPLACED

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at
