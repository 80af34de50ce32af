"""What a person has typed into a form and not sent yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormDraft(models.Model):
    """The inputs of one person in one form, as typed. Nobody else sees them."""

    person = models.ForeignKey("User", models.CASCADE, related_name="form_drafts")
    # Names the form and its row: "review:12".
    form = models.CharField(max_length=40)
    inputs = models.JSONField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "form"], name="one_draft_of_a_form")
        ]

    def __str__(self) -> str:
        return self.form
