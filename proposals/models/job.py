"""The background jobs: how often each was tried since it last succeeded, and why it failed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One job of the schedule (`domain/job.py`), named by the path of its function."""

    path = models.CharField(_("path"), max_length=100, unique=True)
    started_at = models.DateTimeField(_("last start"))
    # The runs that were started since one succeeded: a worker that dies can't count a failure.
    tries = models.PositiveIntegerField(_("tries"), default=0)
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
