"""Decisions: drafted by one officer, scheduled by another, then released."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.verb import VERBS
from proposals.domain.workflow.status import LABELS, Status
from proposals.domain.workflow.table import TRANSITIONS


class Decision(models.Model):
    class Outcome(models.TextChoices):
        SHORTLIST = "shortlist", _("Shortlist")
        RESERVE = "put_in_reserve", _("Reserve list")
        SELECT = "select", _("Select")
        DECLINE = "decline", _("Decline")

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        SCHEDULED = "scheduled", _("Scheduled")
        RELEASED = "released", _("Released")
        CANCELLED = "cancelled", _("Cancelled")

    # In these states the decision waits for another officer, or for the end of its undo time.
    PENDING = (State.DRAFTED, State.SCHEDULED)

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="decisions")
    # The status and the revision on which the officer decided; the release checks both again.
    revision = models.ForeignKey("Revision", models.PROTECT, related_name="decisions")
    from_status = models.CharField(max_length=14)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices)
    letter = models.TextField(_("letter to the team"), max_length=10000)
    reason = models.TextField(_("reason, for the office only"), max_length=5000, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFTED)
    drafted_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("drafted"))
    scheduled_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    release_at = models.DateTimeField(_("to be released"), null=True)
    released_at = models.DateTimeField(_("released"), null=True)
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=models.Q(state__in=["drafted", "scheduled"]),
                name="one_pending_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(scheduled_by__isnull=True)
                | ~models.Q(scheduled_by=models.F("drafted_by")),
                name="decision_has_two_officers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_outcome_display()}"

    @property
    def outcome_for_team(self) -> str:
        """Return the outcome in the words that partners read: “Selected”, not “Select”."""
        return gettext(LABELS[Status(TRANSITIONS[VERBS[self.outcome]].moves[0].target)])

    @property
    def is_pending(self) -> bool:
        return self.state in (self.State.DRAFTED, self.State.SCHEDULED)


class Condition(models.Model):
    """A task that a selected team must still do, with a due date."""

    decision = models.ForeignKey("Decision", models.CASCADE, related_name="conditions")
    text = models.CharField(_("condition"), max_length=500)
    due_on = models.DateField(_("due"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
