"""What is known of a reviewer: their topics, and how much they read."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewerProfile(models.Model):
    """A reviewer in the register. One without a profile has no topics and the default load."""

    MOST = 8

    class Track(models.TextChoices):
        SCIENCE = "science", _("Science")
        ENGINEERING = "engineering", _("Engineering and programme")
        ACCOMMODATION = "accommodation", _("Accommodation")

    user = models.OneToOneField(
        "User", models.PROTECT, related_name="reviewer_profile", verbose_name=_("reviewer")
    )
    track = models.CharField(
        _("track"), max_length=13, choices=Track.choices, default=Track.SCIENCE
    )
    is_senior = models.BooleanField(_("senior"), default=False)
    least = models.PositiveSmallIntegerField(
        _("least reviews in a stage"), default=0, validators=[MaxValueValidator(200)]
    )
    most = models.PositiveSmallIntegerField(
        _("most reviews in a stage"), default=MOST, validators=[MaxValueValidator(200)]
    )

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["user__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(least__lte=models.F("most")),
                name="reviewer_least_below_most",
                violation_error_message=_("The least can't be above the most."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class ReviewerTopic(models.Model):
    """How well a reviewer knows a topic. `code` is that of an objective of calls."""

    class Weight(models.IntegerChoices):
        KNOWS = 1, _("Knows it")
        WORKS = 2, _("Works in it")
        EXPERT = 3, _("Is an expert")

    profile = models.ForeignKey("ReviewerProfile", models.CASCADE, related_name="topics")
    code = models.SlugField(
        _("topic"), max_length=40, help_text=_("The code of a science objective of a call.")
    )
    weight = models.PositiveSmallIntegerField(
        _("how well"),
        choices=Weight.choices,
        default=Weight.WORKS,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "code"], name="one_topic_of_reviewer")
        ]

    def __str__(self) -> str:
        return self.code
