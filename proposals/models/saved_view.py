"""Saved lists: addresses of office lists, which a person saved under a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """The query string of a list's address: search words, filters, order and columns."""

    user = models.ForeignKey("User", models.CASCADE, related_name="saved_views")
    table = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True)

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "table", "name"], name="one_saved_view")
        ]

    def __str__(self) -> str:
        return self.name
