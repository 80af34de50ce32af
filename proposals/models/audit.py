"""The append-only history: one hash chain for each subject. Written by actions/audit.py alone."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.verb import Verb


def verbs() -> list[tuple[str, str]]:
    return [(verb.value, gettext(verb.label)) for verb in Verb]


def chain_of(subject: models.Model) -> str:
    """Return the name of a subject's chain, such as “proposal:17”."""
    return f"{subject._meta.model_name}:{subject.pk}"


class AuditEntry(models.Model):
    """Who did what to one subject, and why. `actor_id` is None for the system.

    It isn't a foreign key, so that a person's row can be erased and the chain stays valid.
    """

    chain = models.CharField(_("subject"), max_length=60)
    sequence = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("time"))
    actor_id = models.BigIntegerField(_("person"), null=True)
    verb = models.CharField(_("action"), max_length=40, choices=verbs)
    text = models.TextField()  # the canonical JSON that is hashed
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence")]

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence} {self.verb}"


class AuditAnchor(models.Model):
    """A hash over the last hash of every chain at one time: it shows if a chain is cut later."""

    at = models.DateTimeField(_("time"))
    entries = models.PositiveBigIntegerField(_("entries"))
    heads = models.TextField()  # canonical JSON: chain to [sequence, hash]
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("history anchor")
        verbose_name_plural = _("history anchors")
        ordering = ["-pk"]
        # If two transactions write the first anchor at once, one is refused.
        constraints = [models.UniqueConstraint(fields=["previous_hash"], name="one_next_anchor")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
