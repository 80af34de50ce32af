"""People who are on the team of one proposal alone, and in no agency for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TeamMember(models.Model):
    """A person who was invited to one proposal. They see nothing else of its agency.

    The row stays when they leave: whoever helped to write a proposal never reviews it, nor acts on
    it for the office.
    """

    class Role(models.TextChoices):
        EDIT = "edit", _("May edit")
        READ = "read", _("May read")
        FORMER = "former", _("Not on the team any more")

    proposal = models.ForeignKey("Proposal", models.PROTECT, related_name="team_members")
    user = models.ForeignKey("User", models.PROTECT, related_name="team_memberships")
    role = models.CharField(_("role"), max_length=6, choices=Role.choices)
    joined_at = models.DateTimeField(_("joined"))

    # The roles of those who are on the team now.
    PRESENT = (Role.EDIT, Role.READ)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="one_team_member"),
            models.CheckConstraint(
                condition=models.Q(role__in=["edit", "read", "former"]), name="team_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def is_former(self) -> bool:
        return self.role == self.Role.FORMER
