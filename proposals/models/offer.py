"""Offers: the platforms that a call offers, with the limits, periods and requirements of this call."""

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain import envelope
from proposals.domain.requirement import RequirementRule


class OfferQuerySet(models.QuerySet["Offer"]):
    def named(self) -> "OfferQuerySet":
        """Join the rows from which the name of an offer is made."""
        return self.select_related("platform__mission")

    def to_partners(self) -> "OfferQuerySet":
        """Leave out the platforms that carry only the host's instruments."""
        return self.filter(platform__carries_partners=True)


class Offer(models.Model):
    """One platform in one call. Two calls that offer the same platform have limits of their own."""

    call = models.ForeignKey("Call", models.CASCADE, related_name="offers", verbose_name=_("call"))
    platform = models.ForeignKey(
        "Platform", models.PROTECT, related_name="offers", verbose_name=_("platform")
    )
    code = models.SlugField(
        _("code"), max_length=40, help_text=_("Stands for the offer in what is submitted.")
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["call_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "platform"], name="platform_offered_once"),
            models.UniqueConstraint(fields=["call", "code"], name="offer_code_in_call"),
        ]

    def __str__(self) -> str:
        return str(self.platform)


class Limit(models.Model):
    """A limit of one quantity. Without a figure, the limit exists but its figure isn't public."""

    class Quantity(models.TextChoices):
        MASS = envelope.Quantity.MASS, _("Mass (kg)")
        POWER = envelope.Quantity.POWER, _("Power (W)")
        ENERGY = envelope.Quantity.ENERGY, _("Energy (Wh)")
        DATA = envelope.Quantity.DATA, _("Data (GB a day)")
        TEMPERATURE = envelope.Quantity.TEMPERATURE, _("Temperature (°C)")
        SIZE = envelope.Quantity.SIZE, _("Size (mm)")

    class Scope(models.TextChoices):
        PLATFORM = envelope.Scope.PLATFORM, _("Platform, all payloads together")
        PROPOSAL = envelope.Scope.PROPOSAL, _("One proposal")
        MODULE = envelope.Scope.MODULE, _("One independent module")

    offer = models.ForeignKey("Offer", models.CASCADE, related_name="limits")
    quantity = models.CharField(_("quantity"), max_length=12, choices=Quantity.choices)
    scope = models.CharField(_("applies to"), max_length=10, choices=Scope.choices)
    minimum = models.DecimalField(_("from"), max_digits=12, decimal_places=3, null=True, blank=True)
    maximum = models.DecimalField(_("to"), max_digits=12, decimal_places=3, null=True, blank=True)
    length_mm = models.PositiveIntegerField(_("length, mm"), null=True, blank=True)
    width_mm = models.PositiveIntegerField(_("width, mm"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("height, mm"), null=True, blank=True)
    counts_interfaces = models.BooleanField(
        _("adapters, release devices and cables count"), default=True
    )

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "quantity", "scope"], name="one_limit_per_quantity_and_scope"
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__isnull=True)
                | models.Q(maximum__isnull=True)
                | models.Q(minimum__lte=models.F("maximum")),
                name="limit_range_is_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_quantity_display()}: {self.get_scope_display()}"

    @property
    def is_mass(self) -> bool:
        return self.quantity == self.Quantity.MASS

    @property
    def box(self) -> str:
        """Return the box as it is written; a side that wasn't published is a question mark."""
        sides = (self.length_mm, self.width_mm, self.height_mm)
        return envelope.box_text(sides) if any(sides) else ""

    def rule(self) -> envelope.LimitRule:
        box = (self.length_mm, self.width_mm, self.height_mm)
        return envelope.LimitRule(
            quantity=envelope.Quantity(self.quantity),
            scope=envelope.Scope(self.scope),
            maximum=self.maximum,
            minimum=self.minimum,
            box_mm=box if any(box) else None,
            counts_interfaces=self.counts_interfaces,
        )


def _figure(label: Any, digits: int, **options: Any) -> Any:
    """Return a column for a figure that isn't negative and need not be published."""
    least = MinValueValidator(Decimal(0))
    return models.DecimalField(
        label,
        max_digits=digits,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[least],
        **options,
    )


class Period(models.Model):
    """A phase of the mission on the platform. A figure that is missing wasn't published."""

    class Kind(models.TextChoices):
        PAD = envelope.Phase.PAD, _("On the launch pad")
        CRUISE = envelope.Phase.CRUISE, _("Cruise")
        DESCENT = envelope.Phase.DESCENT, _("Descent")
        COMMISSIONING = envelope.Phase.COMMISSIONING, _("Commissioning")
        LIT = envelope.Phase.LIT, _("Lit")
        ECLIPSE = envelope.Phase.ECLIPSE, _("Eclipse")
        DARK = envelope.Phase.DARK, _("Dark")
        SEPARATED = envelope.Phase.SEPARATED, _("After separation")

    offer = models.ForeignKey("Offer", models.CASCADE, related_name="periods")
    # Answers and revisions name the period by this code.
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)
    hours = _figure(_("hours"), 9, help_text=_("Leave a figure empty if it isn't published."))
    energy_wh = _figure(
        _("energy, Wh"), 12, help_text=_("For all payloads together, in the whole period.")
    )
    keep_alive_w = _figure(
        _("keep-alive power, W"),
        9,
        help_text=_("What the platform supplies without a break, for all payloads together."),
    )
    passes = models.PositiveIntegerField(_("passes"), null=True, blank=True)
    mbit_per_pass = _figure(_("data for each pass, Mbit"), 12)

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["offer_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "code"], name="period_code_in_offer"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__isnull": True})
                    | models.Q(**{f"{name}__gte": 0}),
                    name=f"period_{name}_not_negative",
                )
                for name in ("hours", "energy_wh", "keep_alive_w", "mbit_per_pass")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rule(self) -> envelope.PeriodRule:
        return envelope.PeriodRule(
            code=self.code,
            name=self.name,
            phase=envelope.Phase(self.kind),
            hours=self.hours,
            energy_wh=self.energy_wh,
            keep_alive_w=self.keep_alive_w,
            passes=self.passes,
            mbit_per_pass=self.mbit_per_pass,
        )


class Requirement(models.Model):
    """A requirement of the platform's interface, which a full proposal meets or deviates from."""

    offer = models.ForeignKey("Offer", models.CASCADE, related_name="requirements")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    # Answers and revisions name the requirement by this code.
    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9.-]*$", _("Use letters, digits, hyphens and points only.")
            )
        ],
        help_text=_("For example IF-MEC-01."),
    )
    text = models.TextField(_("requirement"), max_length=2000)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("The document, with its section.")
    )

    class Meta:
        verbose_name = _("interface requirement")
        verbose_name_plural = _("interface requirements")
        ordering = ["offer_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "code"], name="requirement_code_in_offer")
        ]

    def __str__(self) -> str:
        return self.code

    def rule(self) -> RequirementRule:
        return RequirementRule(self.code, self.text, self.source)
