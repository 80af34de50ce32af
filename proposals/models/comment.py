"""What the people of a team say to each other about a section. The office never reads it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """A comment on a section of a proposal, or a reply to one. It is never frozen.

    A reply belongs to the comment that began the thread. Only that comment is open or resolved.
    """

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="comments")
    section = models.SlugField(_("section"), max_length=40)
    replies_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    text = models.TextField(_("comment"), max_length=5000)
    written_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))
    resolved_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(_("resolved"), null=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        indexes = [models.Index(fields=["proposal", "section"], name="comment_by_section")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_by=None, resolved_at=None)
                | models.Q(
                    resolved_by__isnull=False, resolved_at__isnull=False, replies_to__isnull=True
                ),
                name="comment_resolved_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.section} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None
