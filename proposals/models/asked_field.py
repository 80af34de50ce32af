"""Fields that the office adds to a stage. Teams answer them beside the sections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain.asked_field import AnswerChoice, AnswerKind, AskedRule


class AskedField(models.Model):
    """One field, in English and Chinese. After publication its words change by amendment only."""

    class Kind(models.TextChoices):
        TEXT = AnswerKind.TEXT, _("Text")
        NUMBER = AnswerKind.NUMBER, _("Number")
        CHOICE = AnswerKind.CHOICE, _("Choice")
        FILE = AnswerKind.FILE, _("File")

    stage = models.ForeignKey("Stage", models.CASCADE, related_name="asked_fields")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    # Answers and revisions name the field by this code.
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind of answer"), max_length=6, choices=Kind.choices)
    text = models.CharField(_("question"), max_length=300)
    text_zh = models.CharField(_("Chinese question"), max_length=300, blank=True)
    help = models.TextField(_("help"), max_length=1000, blank=True)
    help_zh = models.TextField(_("Chinese help"), max_length=1000, blank=True)
    unit = models.CharField(
        _("unit"),
        max_length=20,
        blank=True,
        help_text=_("Of a number: kg, W, GB ... Leave it empty for a count."),
    )
    # Rows of code, text and text_zh.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    required = models.BooleanField(_("required"), default=False)
    # The code of the field, and of the choice in it, after which this field is asked.
    after_field = models.CharField(max_length=40, blank=True, editable=False)
    after_choice = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("question to the teams")
        verbose_name_plural = _("questions to the teams")
        ordering = ["stage_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "code"], name="asked_field_code_in_stage")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def choice_rows(self) -> tuple[AnswerChoice, ...]:
        return tuple(AnswerChoice(**one) for one in self.choices)

    def rule(self) -> AskedRule:
        return AskedRule(
            code=self.code,
            text=self.text,
            text_zh=self.text_zh,
            help=self.help,
            help_zh=self.help_zh,
            kind=AnswerKind(self.kind),
            unit=self.unit,
            choices=self.choice_rows,
            required=self.required,
            after_field=self.after_field,
            after_choice=self.after_choice,
        )
