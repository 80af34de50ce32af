"""The append-only history: one hash chain for each subject. Written by actions/audit.py alone."""

from datetime import UTC

from django.db import connection, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.canonical import canonical, sha256
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


def last_settled() -> int:
    """Return the id of the last entry of which no older one is still being written; 0 if none is.

    PostgreSQL gives an id before its transaction ends. The lock waits for the writers under way, five
    seconds at most, because new writers wait behind it. SQLite has one writer at a time.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                cursor.execute(f"LOCK TABLE {AuditEntry._meta.db_table} IN SHARE MODE")
        last: int | None = AuditEntry.objects.aggregate(last=models.Max("pk"))["last"]
    return last or 0


def head(chain: str, sequence: int, digest: str) -> str:
    """Return the text of a chain's last entry, as an anchor's tree has it."""
    return canonical([chain, sequence, digest])


class AuditAnchor(models.Model):
    """A hash over the last entry of every chain at one time: it shows if a chain is cut later."""

    at = models.DateTimeField(_("time"))
    entries = models.PositiveBigIntegerField(_("entries"))
    # Canonical JSON. Version 2: `root` is that of the tree over the heads of all chains, in the
    # order in which the chains began; `through` is the id of the last entry that it covers, and
    # `entries` their number. Before that: every chain with the [sequence, hash] of its head.
    heads = models.TextField()
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

    def computed_hash(self) -> str:
        at = self.at.astimezone(UTC).isoformat()
        return sha256(canonical({"heads": self.heads, "at": at, "previous": self.previous_hash}))

    def line(self) -> str:
        """Return what is kept of an anchor outside of the database."""
        return f"{self.pk} {self.at.astimezone(UTC).isoformat()} {self.entries} {self.hash}"
