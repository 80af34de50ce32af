"""The terms of a call: clauses, which a team accepts or deviates from in its full proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.domain.terms import ClauseText


class Clause(models.Model):
    call = models.ForeignKey("Call", models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    # Answers and revisions name the clause by this code.
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"), max_length=5000)
    title_zh = models.CharField(_("Chinese title"), max_length=150, blank=True)
    text_zh = models.TextField(_("Chinese text"), max_length=5000, blank=True)

    class Meta:
        verbose_name = _("clause of the terms")
        verbose_name_plural = _("terms of the call")
        ordering = ["call_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="clause_code_in_call")]

    def __str__(self) -> str:
        return self.title

    def rule(self) -> ClauseText:
        return ClauseText(self.code, self.title, self.text, self.title_zh, self.text_zh)
