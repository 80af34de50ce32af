"""The people of the office and of the agencies: their roles."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Q, QuerySet

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.account import User


class Role(StrEnum):
    """The office's groups."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    PANEL = "panel"
    AUDITOR = "auditor"


READERS = frozenset({Role.OFFICER, Role.PANEL, Role.AUDITOR})


def roles(user: User) -> frozenset[Role]:
    """Return the office roles of a person; a superuser has an officer's, and no more."""
    if not user.is_active or not user.is_staff:
        return frozenset()
    found = {role for role in Role if role.value in user.group_names}
    if user.is_superuser:
        found.add(Role.OFFICER)
    # Whoever reads every score can't be held to a reviewer's view.
    return frozenset(found - {Role.REVIEWER} if found & READERS else found)


def reviewers() -> QuerySet[User]:
    """Return the people who may be asked for a review."""
    reading = User.objects.filter(Q(groups__name__in=READERS) | Q(is_superuser=True))
    named = User.objects.filter(groups__name=Role.REVIEWER, is_active=True, is_staff=True)
    return named.exclude(pk__in=reading.values("pk")).order_by("name")


def require_one_view(groups: Iterable[str]) -> None:
    """Raises: RuleBroken TWO_VIEWS for a reviewer's group beside one that reads everything."""
    names = set(groups)
    if Role.REVIEWER in names and names & READERS:
        raise RuleBroken(Refusal.TWO_VIEWS, field="groups")


def is_officer(user: User) -> bool:
    return Role.OFFICER in roles(user)


def require_officer(user: User) -> None:
    """Raises: RuleBroken NOT_OFFICER for anyone else."""
    if not is_officer(user):
        raise RuleBroken(Refusal.NOT_OFFICER)


def membership_role(user: User, agency_id: int) -> str | None:
    """Return the person's role in an agency, or None."""
    return user.agency_roles.get(agency_id) if user.is_active else None
