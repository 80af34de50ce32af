"""Parked POSTs: forms that were sent after their session had ended, sealed and kept for an hour."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParkedPost(models.Model):
    """What a person sent, encrypted with a key that only a cookie of their browser has.

    `browser` is a digest of this key. `head` holds the address, the fields and the names of the
    files, `files` their content. A post that was sent is emptied, and stays until it expires.
    """

    person = models.ForeignKey("User", models.CASCADE, related_name="parked_posts")
    browser = models.CharField(max_length=64, db_index=True)
    head = models.BinaryField()
    files = models.BinaryField()
    size = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("parked form")
        verbose_name_plural = _("parked forms")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
