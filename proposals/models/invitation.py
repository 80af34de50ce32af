"""Invitations by mail: into an agency, or to one of its proposals."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Invitation(models.Model):
    """An invitation to an address, with a link that can be used once.

    Links are kept as the SHA-256 of their secret part alone. `proposal` is empty for an invitation
    into the agency itself.
    """

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrator")
        PROPOSER = "proposer", _("Proposer")
        OBSERVER = "observer", _("Observer")
        EDIT = "edit", _("May edit")
        READ = "read", _("May read")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Taken back")
        ENDED = "ended", _("Ended with the proposal")

    agency = models.ForeignKey("Agency", models.PROTECT, related_name="invitations")
    proposal = models.ForeignKey(
        "Proposal", models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    email = models.EmailField(_("e-mail address"))
    link_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    accepted_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    # Somebody who has an account under another address asked to accept. The invited address gets a
    # link, by which it agrees.
    asked_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    consent_hash = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["invited_by", "sent_at"], name="invitation_by_sender")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "email"],
                condition=models.Q(state="open", proposal=None),
                name="one_open_invitation_to_agency",
            ),
            models.UniqueConstraint(
                fields=["proposal", "email"],
                condition=models.Q(state="open", proposal__isnull=False),
                name="one_open_invitation_to_proposal",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    proposal=None, role__in=["administrator", "proposer", "observer"]
                )
                | models.Q(proposal__isnull=False, role__in=["edit", "read"]),
                name="invitation_role_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_accepted(self) -> bool:
        return self.state == self.State.ACCEPTED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at
