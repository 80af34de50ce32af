"""Calls with their stages, criteria, documents, levels, topics, amendments and results."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from proposals.domain import envelope
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.terms import Language
from proposals.domain.window import Window
from proposals.domain.workflow.status import Level

# The bases from which a mass still grows.
GROWING = [
    (basis.value, _(word))
    for basis, word in envelope.BASIS_WORDS.items()
    if basis is not envelope.Basis.WEIGHED
]


class CallQuerySet(models.QuerySet["Call"]):
    def public(self) -> "CallQuerySet":
        return self.exclude(state=Call.State.DRAFT)


class Call(models.Model):
    """An announcement of opportunity. It offers platforms of one mission or of several."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")

    class Provenance(models.TextChoices):
        OWN = "own", _("Call of this office")
        RECORD = "record", _("Public record")
        ILLUSTRATION = "illustration", _("Illustration")

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    prefix = models.CharField(
        _("reference prefix"), max_length=8, unique=True, help_text=_("CE8 gives CE8-0017.")
    )
    summary = models.TextField(_("summary"), max_length=3000, blank=True)
    note = models.TextField(_("note"), max_length=3000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    provenance = models.CharField(
        _("provenance"), max_length=12, choices=Provenance.choices, default=Provenance.OWN
    )
    announced_on = models.DateField(_("announced"), null=True, blank=True)
    # What was planned beforehand need not have been kept.
    preliminary_selection_planned = models.CharField(
        _("preliminary selection, as planned"),
        max_length=30,
        blank=True,
        help_text=_("A day or a month."),
    )
    final_selection_planned = models.CharField(
        _("final selection, as planned"), max_length=30, blank=True
    )
    selection_announced_on = models.DateField(_("selection announced"), null=True, blank=True)
    sources = models.TextField(_("sources"), max_length=2000, blank=True)
    planning_reserve = models.DecimalField(
        _("planning reserve"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.2"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text=_(
            "What is kept of the mass when proposals are selected, as a fraction: sum of NTE × (1 + reserve) ≤ limit."
        ),
    )
    growth_source = models.CharField(
        _("source of the growth allowances"),
        max_length=200,
        blank=True,
        help_text=_("Of those that the call sets below. Without any, it is ESA SRE-PA/2011.097."),
    )
    prevailing_language = models.CharField(
        _("language that prevails"),
        max_length=7,
        blank=True,
        choices=[(Language.ENGLISH.value, _("English")), (Language.CHINESE.value, _("Chinese"))],
        help_text=_("Where the two texts of a clause of the terms differ."),
    )
    blocks_same_country = models.BooleanField(
        _("a reviewer of the same country is in conflict"),
        default=False,
        help_text=_("Otherwise it is disclosed only."),
    )
    undo_minutes = models.PositiveSmallIntegerField(
        _("undo time of a scheduled decision, minutes"), default=10
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)
    # This number identifies the rules of a published call, so that a page needs no query for that.
    last_amendment = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-announced_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("call-detail", args=[self.slug])

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_record(self) -> bool:
        return self.provenance == self.Provenance.RECORD

    @property
    def is_illustration(self) -> bool:
        return self.provenance == self.Provenance.ILLUSTRATION


class CallLevel(models.Model):
    """A level of cooperation that a call offers."""

    class Code(models.TextChoices):
        MISSION = Level.MISSION, _("Mission level")
        SYSTEM = Level.SYSTEM, _("System level")
        UNIT = Level.UNIT, _("Payload (single-unit) level")

    call = models.ForeignKey("Call", models.CASCADE, related_name="levels")
    code = models.CharField(_("level"), max_length=10, choices=Code.choices)
    name = models.CharField(_("name"), max_length=100)
    name_zh = models.CharField(_("Chinese name"), max_length=100, blank=True)
    meaning = models.TextField(_("meaning"), max_length=1000, blank=True)
    uses_platform = models.BooleanField(_("uses the platform's envelope"), default=True)

    class Meta:
        verbose_name = _("level of cooperation")
        verbose_name_plural = _("levels of cooperation")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="one_level_per_call")]

    def __str__(self) -> str:
        return self.name


class GrowthAllowance(models.Model):
    """By how many percent items of a kind and maturity may grow in a call; blank stands for all."""

    call = models.ForeignKey("Call", models.CASCADE, related_name="growth_allowances")
    kind = models.CharField(
        _("kind"),
        max_length=10,
        blank=True,
        choices=[(one.value, _(word)) for one, word in envelope.KIND_WORDS.items()],
    )
    category = models.CharField(
        _("design category"),
        max_length=13,
        blank=True,
        choices=[(one.value, _(word)) for one, word in envelope.CATEGORY_WORDS.items()],
    )
    basis = models.CharField(_("basis"), max_length=10, blank=True, choices=GROWING)
    percent = models.DecimalField(
        _("growth allowance, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )

    class Meta:
        verbose_name = _("growth allowance")
        verbose_name_plural = _("growth allowances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "kind", "category", "basis"], name="one_growth_allowance"
            ),
            # Only weighed flight hardware doesn't grow, whatever a call sets.
            models.CheckConstraint(condition=models.Q(percent__gt=0), name="mass_grows"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"

    def rule(self) -> envelope.Allowance:
        return envelope.Allowance(
            percent=self.percent,
            kind=envelope.Kind(self.kind) if self.kind else None,
            category=envelope.Category(self.category) if self.category else None,
            basis=envelope.Basis(self.basis) if self.basis else None,
        )


class CallTopic(models.Model):
    """A priority, a science objective or a principle of selection."""

    class Kind(models.TextChoices):
        PRIORITY = "priority", _("Priority")
        OBJECTIVE = "objective", _("Science objective")
        PRINCIPLE = "principle", _("Principle of selection")

    call = models.ForeignKey("Call", models.CASCADE, related_name="topics")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # Answers and revisions name the topic by this code.
    code = models.SlugField(_("code"), max_length=40)
    text = models.CharField(_("text"), max_length=300)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("priorities, objectives and principles")
        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="topic_code_in_call")]

    def __str__(self) -> str:
        return self.text


def known_sections(codes: object) -> None:
    if not isinstance(codes, list) or not codes:
        raise ValidationError(_("List at least one section."))
    unknown = [str(code) for code in codes if code not in SECTIONS]
    if unknown:
        raise ValidationError(
            _("Unknown sections: %(codes)s"), params={"codes": ", ".join(unknown)}
        )


class Stage(models.Model):
    """A stage of a call, with its window: letter of intent, or full proposal."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("Letter of intent")
        PROPOSAL = "proposal", _("Full proposal")

    class Strictness(models.TextChoices):
        IGNORE = "ignore", _("Don't check")
        WARN = "warn", _("Warn")
        BLOCK = "block", _("Block the submission")

    call = models.ForeignKey("Call", models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    opens_at = models.DateTimeField(_("opens"), help_text=_("In your own time zone."))
    closes_at = models.DateTimeField(_("closes"), help_text=_("The last instant that is taken."))
    grace_seconds = models.PositiveIntegerField(
        _("grace, seconds"), default=0, help_text=_("Granted to everyone, and not announced.")
    )
    sections = models.JSONField(_("sections"), validators=[known_sections])
    reviews_wanted = models.PositiveSmallIntegerField(
        _("reviews wanted"),
        default=2,
        validators=[MaxValueValidator(20)],
        help_text=_(
            "Finished reviews of each proposal. A decision on a proposal that has fewer needs a reason."
        ),
    )
    asks_signoff = models.BooleanField(
        _("agencies sign off the content"),
        default=False,
        help_text=_(
            "Somebody who may bind the agency approves what is submitted, for each agency on the proposal. Missing consent warns on a letter and blocks a full proposal."
        ),
    )
    mass_check = models.CharField(
        _("mass over a limit"), max_length=6, choices=Strictness.choices, default=Strictness.WARN
    )
    power_check = models.CharField(
        _("power over a limit"), max_length=6, choices=Strictness.choices, default=Strictness.WARN
    )
    other_check = models.CharField(
        _("size, data or temperature over a limit"),
        max_length=6,
        choices=Strictness.choices,
        default=Strictness.WARN,
    )
    tbd_check = models.CharField(
        _("answers that say TBD"),
        max_length=6,
        choices=Strictness.choices,
        default=Strictness.WARN,
    )

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["call_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="stage_number_in_call"),
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="stage_opens_first"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def window(self, *, extended_to: datetime | None = None) -> Window:
        return Window(
            self.opens_at, self.closes_at, timedelta(seconds=self.grace_seconds), extended_to
        )


class Criterion(models.Model):
    stage = models.ForeignKey("Stage", models.CASCADE, related_name="criteria")
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("what is judged"), max_length=1000, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class RequiredDocument(models.Model):
    """A document that a stage asks for."""

    stage = models.ForeignKey("Stage", models.CASCADE, related_name="documents")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    help = models.CharField(_("help"), max_length=500, blank=True)
    required = models.BooleanField(_("required"), default=True)

    class Meta:
        verbose_name = _("document asked for")
        verbose_name_plural = _("documents asked for")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["stage", "code"], name="document_in_stage")]

    def __str__(self) -> str:
        return self.name


class Amendment(models.Model):
    """A dated, published change to a call."""

    call = models.ForeignKey("Call", models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"))
    text = models.TextField(_("text"), max_length=5000)
    changes = models.JSONField(_("changes"), default=list)
    published_by = models.ForeignKey("User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="amendment_number_in_call")
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.number}"


class Result(models.Model):
    """A selected project of a call from the public record, as it was published."""

    call = models.ForeignKey("Call", models.CASCADE, related_name="results")
    title = models.CharField(_("title"), max_length=200)
    partners = models.CharField(_("partners"), max_length=500)
    platform = models.ForeignKey(
        "Platform", models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("published result")
        verbose_name_plural = _("published results")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
