"""Partner agencies, and the people in them."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Agency(models.Model):
    """A registered partner organisation, of one country or international."""

    class State(models.TextChoices):
        UNVERIFIED = "unverified", _("Not verified yet")
        VERIFIED = "verified", _("Verified")
        REJECTED = "rejected", _("Rejected")

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    country = CountryField(_("country"), blank=True, help_text=_("Empty: international."))
    other_names = models.TextField(
        _("other and former names"),
        max_length=2000,
        blank=True,
        help_text=_(
            "One on each line. They are compared when conflicts of interest are looked for."
        ),
    )
    website = models.URLField(_("website"), blank=True)
    address = models.TextField(_("postal address"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.UNVERIFIED
    )
    state_reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), "country", name="agency_name_in_country")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        return self.state == self.State.VERIFIED

    @property
    def is_rejected(self) -> bool:
        return self.state == self.State.REJECTED


class AgencyName(models.Model):
    """A name of an agency as it is compared: its name, its short name, or another or former name."""

    agency = models.ForeignKey("Agency", models.CASCADE, related_name="names")
    name_folded = models.CharField(max_length=600)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name_folded"], name="one_agency_name")
        ]

    def __str__(self) -> str:
        return self.name_folded


class JoinRequest(models.Model):
    """A person's request to be let into an agency, which its administrators answer."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ADMITTED = "admitted", _("Admitted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    agency = models.ForeignKey("Agency", models.PROTECT, related_name="join_requests")
    user = models.ForeignKey("User", models.PROTECT, related_name="join_requests")
    text = models.TextField(_("message"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "user"],
                condition=models.Q(state="open"),
                name="one_open_join_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.agency}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Membership(models.Model):
    """A person in an agency, with a role."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrator")
        PROPOSER = "proposer", _("Proposer")
        OBSERVER = "observer", _("Observer")

    agency = models.ForeignKey("Agency", models.PROTECT, related_name="memberships")
    user = models.ForeignKey("User", models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    # Given by an administrator of the agency; the office reads it.
    is_signatory = models.BooleanField(_("may bind the agency"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["agency", "user"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
