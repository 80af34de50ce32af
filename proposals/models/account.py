"""People: the custom user model, whose log-in name is the e-mail address."""

from collections.abc import Collection
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from proposals.domain.name import normalised
from proposals.models.agency import Agency, AgencyName, Membership
from proposals.models.team import TeamMember


def known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” isn't a known time zone."), params={"name": name})


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted, only deactivated: the history holds the id, this row the name."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="UTC", validators=[known_time_zone]
    )
    is_staff = models.BooleanField(_("may enter the office"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # A reviewer's organisations, which are compared with those on a proposal.
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)

    # The proposals that access/proposal/office.py keeps from a reviewer, once it has asked.
    shut_proposals: frozenset[int] | None = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignores_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def agency_roles(self) -> dict[int, str]:
        """Return the person's role in each of their agencies, by the agency's key."""
        load_roles([self])
        return self.__dict__["agency_roles"]  # type: ignore[no-any-return]

    @cached_property
    def proposal_roles(self) -> dict[int, str]:
        """Return the person's role on each proposal to which they were invited, by its key.

        Those that they have left are among them.
        """
        load_roles([self])
        return self.__dict__["proposal_roles"]  # type: ignore[no-any-return]

    @cached_property
    def organisation_names(self) -> frozenset[str]:
        """Return every name of the person's organisations, as names are compared."""
        load_organisations([self])
        return self.__dict__["organisation_names"]  # type: ignore[no-any-return]

    @cached_property
    def organisation_agencies(self) -> frozenset[int]:
        """Return the keys of the agencies that the person is in, or whose name they gave."""
        load_organisations([self])
        return self.__dict__["organisation_agencies"]  # type: ignore[no-any-return]


def load_roles(people: Collection[User]) -> None:
    """Load `agency_roles` and `proposal_roles`, in one query. The two have no role in common."""
    agencies = Membership.objects.filter(user__in=people).order_by()
    proposals = TeamMember.objects.filter(user__in=people).order_by()
    of_agencies = agencies.values_list("user_id", "role", "agency_id")
    of_proposals = proposals.values_list("user_id", "role", "proposal_id")
    in_agencies: dict[int, dict[int, str]] = {one.pk: {} for one in people}
    on_proposals: dict[int, dict[int, str]] = {one.pk: {} for one in people}
    for user, role, key in of_agencies.union(of_proposals, all=True):
        (in_agencies if role in Membership.Role else on_proposals)[user][key] = role
    for one in people:
        one.agency_roles, one.proposal_roles = in_agencies[one.pk], on_proposals[one.pk]


def load_organisations(people: Collection[User]) -> None:
    """Load people's roles, `organisation_names` and `organisation_agencies`, in two queries.

    The names are those of the organisation that is entered with the person, with every other name
    that a verified agency of that name has, and of all agencies that they are a member of. Of an
    agency that isn't verified, nobody but its own members is believed to be in it.
    """
    load_roles(people)
    own = {one.pk: normalised(one.organisation) for one in people}
    joined = {agency for one in people for agency in one.agency_roles}
    named = Q(agency__names__name_folded__in=own.values())
    known: dict[int, set[str]] = {}
    verified = set()
    rows = AgencyName.objects.filter(Q(agency__in=joined) | named).order_by()
    for agency, state, name in rows.values_list("agency", "agency__state", "name_folded"):
        known.setdefault(agency, set()).add(name)
        if state == Agency.State.VERIFIED:
            verified.add(agency)
    for one in people:
        joined_by_one = one.agency_roles.keys()
        agencies = {pk for pk, names in known.items() if own[one.pk] in names} | joined_by_one
        names = [known[pk] for pk in agencies & (verified | joined_by_one) if pk in known]
        one.organisation_agencies = frozenset(agencies)
        one.organisation_names = frozenset({own[one.pk]}.union(*names) - {""})
