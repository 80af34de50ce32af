"""Missions, their platforms, and the host's own instruments on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    """A lander, an orbiter or a rover, which carries payloads."""

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


class HostInstrument(models.Model):
    """An instrument of the host. Reviewers judge how a payload adds to these instruments."""

    platform = models.ForeignKey("Platform", models.CASCADE, related_name="instruments")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("host instrument")
        verbose_name_plural = _("host instruments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
