"""Assignments of reviewers, their conflicts, and their reviews with a score for each criterion."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain.scoring.total import HIGHEST


class Conflict(models.Model):
    """A reason why this person can't judge this proposal. A waived conflict stays stored."""

    class Origin(models.TextChoices):
        DECLARED = "declared", _("Declared by the reviewer")
        FOUND = "found", _("Found by the office")

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="conflicts")
    reviewer = models.ForeignKey("User", models.PROTECT, related_name="conflicts")
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    reason = models.CharField(_("reason"), max_length=1000)
    recorded_at = models.DateTimeField(_("recorded"))
    waived_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    waive_reason = models.CharField(_("why it was waived"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="one_conflict")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}, {self.proposal}"


class Assignment(models.Model):
    """A reviewer's task to review one revision.

    `is_hidden` is True on rows that were loaded for a reviewer whom a conflict keeps from the
    proposal, and who still reads their own finished review.
    """

    is_hidden = False

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        CONFLICT = "conflict", _("Conflict declared")
        DECLINED = "declined", _("Declined by the reviewer")
        FINISHED = "finished", _("Review finished")
        LEFT_OUT = "left_out", _("Review not counted")
        CANCELLED = "cancelled", _("Cancelled")

    UNDER_WAY = (State.INVITED, State.ACCEPTED)
    # The states in which an assignment counts as a review of its stage.
    COUNTED = (*UNDER_WAY, State.FINISHED)

    proposal = models.ForeignKey(
        "Proposal", models.PROTECT, related_name="assignments", verbose_name=_("proposal")
    )
    revision = models.ForeignKey("Revision", models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(
        "User", models.PROTECT, related_name="assignments", verbose_name=_("reviewer")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.INVITED)
    # Why an officer cancelled the assignment, or keeps its review out of the scores.
    state_reason = models.CharField(_("reason"), max_length=1000, blank=True)
    due_at = models.DateTimeField(_("due"))
    assigned_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("assigned"))

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "reviewer"], name="one_assignment")
        ]

    def __str__(self) -> str:
        return f"{self.proposal}, {self.reviewer}"

    @property
    def title(self) -> str:
        """Return the title of the revision, unless a conflict hides it."""
        return "" if self.is_hidden else self.revision.title

    @property
    def is_invited(self) -> bool:
        return self.state == self.State.INVITED

    @property
    def is_accepted(self) -> bool:
        return self.state == self.State.ACCEPTED

    @property
    def is_left_out(self) -> bool:
        return self.state == self.State.LEFT_OUT

    @property
    def is_finished(self) -> bool:
        """Tell whether the review is finished, even if it isn't counted."""
        return self.state == self.State.FINISHED or self.is_left_out


class Review(models.Model):
    class Recommendation(models.TextChoices):
        YES = "yes", _("Recommended")
        MINOR = "minor", _("Recommended with changes")
        NO = "no", _("Not recommended")

    assignment = models.OneToOneField("Assignment", models.PROTECT, related_name="review")
    recommendation = models.CharField(
        _("recommendation"), max_length=5, choices=Recommendation.choices, blank=True
    )
    summary = models.TextField(_("summary"), max_length=10000, blank=True)
    confidential = models.TextField(_("for the office only"), max_length=10000, blank=True)
    version = models.PositiveIntegerField(default=1)
    total = models.DecimalField(
        _("weighted score"), max_digits=4, decimal_places=2, null=True, editable=False
    )
    saved_at = models.DateTimeField(_("saved"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.assignment)


class Score(models.Model):
    review = models.ForeignKey("Review", models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("Criterion", models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST)]
    )
    comment = models.TextField(_("comment"), max_length=5000, blank=True)

    class Meta:
        ordering = ["criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__lte=HIGHEST),
                name="score_on_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
