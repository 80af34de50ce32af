"""Missions, their platforms, and the limits of each platform's envelope."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain import envelope


class Mission(models.Model):
    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_zh = models.CharField(_("Chinese name"), max_length=100, blank=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Platform(models.Model):
    """What carries payloads: a lander, an orbiter, a rover."""

    mission = models.ForeignKey("Mission", models.PROTECT, related_name="platforms")
    name = models.CharField(_("name"), max_length=100)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    carries_partners = models.BooleanField(
        _("carries partners' payloads"),
        default=True,
        help_text=_("Off for a platform that is listed for its own instruments only."),
    )

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        ordering = ["mission_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "name"], name="platform_name_in_mission")
        ]

    def __str__(self) -> str:
        return f"{self.mission} {self.name}"


class Limit(models.Model):
    """A bound of one quantity; without a figure it exists and wasn't published."""

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

    platform = models.ForeignKey("Platform", models.CASCADE, related_name="limits")
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
                fields=["platform", "quantity", "scope"], name="one_limit_per_quantity_and_scope"
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

    def rule(self) -> envelope.Limit:
        box = (self.length_mm, self.width_mm, self.height_mm)
        return envelope.Limit(
            quantity=envelope.Quantity(self.quantity),
            scope=envelope.Scope(self.scope),
            maximum=self.maximum,
            minimum=self.minimum,
            box_mm=(box[0], box[1], box[2]) if box[0] and box[1] and box[2] else None,
            counts_interfaces=self.counts_interfaces,
        )


class HostInstrument(models.Model):
    """An instrument of the host's own: a payload's complement to these is judged."""

    platform = models.ForeignKey("Platform", models.CASCADE, related_name="instruments")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("host instrument")
        verbose_name_plural = _("host instruments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
