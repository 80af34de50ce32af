"""Saved versions of a proposal's sections, and their typed rows.

A working copy holds what was typed, whether it can be submitted or not. So a column of a typed row is
empty or NULL where the text wasn't understood; the text is in the version's `typed`.
"""

from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain import envelope
from proposals.domain.section.field import Storage

# The relation from a version to its typed rows of each kind.
RELATIONS = MappingProxyType(
    {
        Storage.EQUIPMENT_ITEM: "items",
        Storage.EQUIPMENT_MODULE: "modules",
        Storage.DESCOPE: "descopes",
        Storage.MODE: "modes",
    }
)


class SectionVersion(models.Model):
    """One saved version of one section. It never changes, so that submitting can refer to it."""

    proposal = models.ForeignKey("Proposal", models.CASCADE, related_name="section_versions")
    code = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField()
    data = models.JSONField()
    # What was typed where the answers don't tell it, by the input's name: "850 g", or "ten".
    typed = models.JSONField(default=dict)
    # The keys of each table's rows, which are the same in all versions.
    row_keys = models.JSONField(default=dict)
    # The page that saved this version; a page never clashes with itself.
    saved_from = models.CharField(max_length=16, default="")
    saved_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["proposal_id", "code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "code", "number"], name="section_version_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    def typed_rows(self, storage: Storage) -> models.QuerySet[Any]:
        """Return the version's rows of a kind, in order."""
        rows: models.QuerySet[Any] = getattr(self, RELATIONS[storage]).all()
        return rows

    def write_rows(self, storage: Storage, rows: list[dict[str, Any]]) -> None:
        """Add the typed rows of a new version."""
        manager = getattr(self, RELATIONS[storage])
        manager.bulk_create(
            manager.model(version=self, position=position, **columns)
            for position, columns in enumerate(rows)
        )


class EquipmentItem(models.Model):
    """One line of the equipment list of one saved version."""

    version = models.ForeignKey("SectionVersion", models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("item"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=[(k, k) for k in envelope.Kind])
    quantity = models.PositiveIntegerField(
        _("quantity"), null=True, validators=[MinValueValidator(1)]
    )
    cbe_kg = models.DecimalField(
        _("CBE of one, kg"),
        max_digits=10,
        decimal_places=3,
        null=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    category = models.CharField(
        _("design category"), max_length=13, choices=[(c, c) for c in envelope.Category]
    )
    basis = models.CharField(
        _("basis"), max_length=10, choices=[(b.value, b.value) for b in envelope.Basis]
    )
    module = models.CharField(_("module"), max_length=80, blank=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cbe_kg__isnull=True) | models.Q(cbe_kg__gte=0),
                name="item_mass_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__isnull=True) | models.Q(quantity__gte=1),
                name="item_quantity",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EquipmentModule(models.Model):
    """A module of one saved version: a part that stands or works on its own."""

    version = models.ForeignKey("SectionVersion", models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("module"), max_length=80)
    count = models.PositiveIntegerField(_("count"), null=True, validators=[MinValueValidator(1)])
    nte_kg = models.DecimalField(_("NTE of one, kg"), max_digits=10, decimal_places=3, null=True)
    length_mm = models.PositiveIntegerField(_("length, mm"), null=True)
    width_mm = models.PositiveIntegerField(_("width, mm"), null=True)
    height_mm = models.PositiveIntegerField(_("height, mm"), null=True)
    deployed_length_mm = models.PositiveIntegerField(_("length deployed, mm"), null=True)
    deployed_width_mm = models.PositiveIntegerField(_("width deployed, mm"), null=True)
    deployed_height_mm = models.PositiveIntegerField(_("height deployed, mm"), null=True)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__isnull=True) | models.Q(count__gte=1),
                name="module_count",
            ),
            models.CheckConstraint(
                condition=models.Q(nte_kg__isnull=True) | models.Q(nte_kg__gte=0),
                name="module_nte_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Descope(models.Model):
    """What the payload of one saved version could do without: an alternative for a manifest."""

    version = models.ForeignKey("SectionVersion", models.CASCADE, related_name="descopes")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("what could be left out"), max_length=200)
    saves_kg = models.DecimalField(_("saves, kg"), max_digits=10, decimal_places=3, null=True)
    saves_w = models.DecimalField(_("saves, W"), max_digits=12, decimal_places=3, null=True)
    saves_wh = models.DecimalField(_("saves, Wh"), max_digits=12, decimal_places=3, null=True)
    loses = models.TextField(_("science that is lost"))
    # A day or a month: 2027-03-31, or 2027-03.
    decide_by = models.CharField(_("decide by"), max_length=10)
    basis = models.CharField(
        _("basis"), max_length=10, choices=[(b.value, b.value) for b in envelope.Basis]
    )

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(saves_kg__isnull=True) | models.Q(saves_kg__gte=0),
                name="descope_mass_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _figure(label: Any) -> Any:
    """Return a column for a figure of a mode; NULL is TBD."""
    return models.DecimalField(label, max_digits=12, decimal_places=3, null=True)


class EquipmentMode(models.Model):
    """How a module of one saved version runs, and in which periods of the mission."""

    version = models.ForeignKey("SectionVersion", models.CASCADE, related_name="modes")
    position = models.PositiveSmallIntegerField()
    # The name of the module in the equipment list, or a code for the payload as a whole.
    module = models.CharField(_("module"), max_length=80)
    name = models.CharField(_("mode"), max_length=200)
    average_w = _figure(_("average power, W"))
    peak_w = _figure(_("peak power, W"))
    peak_s = _figure(_("length of the peak, s"))
    duty_percent = _figure(_("duty cycle, %"))
    kbit_per_s = _figure(_("data rate, kbit/s"))
    # Codes of the offer's periods.
    periods = models.JSONField(_("periods"), default=list)
    basis = models.CharField(
        _("basis"), max_length=10, choices=[(b.value, b.value) for b in envelope.Basis]
    )

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__isnull": True})
                    | models.Q(**{f"{name}__gte": 0}),
                    name=f"mode_{name}_not_negative",
                )
                for name in ("average_w", "peak_w", "peak_s", "duty_percent", "kbit_per_s")
            ),
            models.CheckConstraint(
                condition=models.Q(duty_percent__isnull=True) | models.Q(duty_percent__lte=100),
                name="mode_duty_of_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name
