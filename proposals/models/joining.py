"""Agencies that join a proposal of another agency."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JoiningQuerySet(models.QuerySet["Joining"]):
    def joined(self) -> "JoiningQuerySet":
        """Keep the agencies that are on their proposal today."""
        return self.filter(state=Joining.State.JOINED)

    def consented(self) -> "JoiningQuerySet":
        """Keep the agencies that are on their proposal today, or were: their people have read it."""
        return self.filter(state__in=(Joining.State.JOINED, Joining.State.LEFT))

    def live(self) -> "JoiningQuerySet":
        """Keep the requests that wait for an answer, and the agencies that have joined."""
        return self.filter(state__in=Joining.LIVE)


class Joining(models.Model):
    """An agency's part in a proposal of another: asked, joined by its administrator, and ended."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        JOINED = "joined", _("Joined")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Request taken back")
        LEFT = "left", _("Left")

    LIVE = (State.ASKED, State.JOINED)

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="joinings")
    agency = models.ForeignKey(
        "Agency", models.PROTECT, related_name="joinings", verbose_name=_("agency")
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.ASKED, editable=False
    )
    asked_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answered_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = JoiningQuerySet.as_manager()

    class Meta:
        verbose_name = _("joining")
        verbose_name_plural = _("joinings")
        ordering = ["pk"]
        indexes = [models.Index(fields=["agency", "state"], name="joining_by_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "agency"],
                condition=models.Q(state__in=("asked", "joined")),
                name="one_live_joining",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.proposal}"

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_joined(self) -> bool:
        return self.state == self.State.JOINED

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE
