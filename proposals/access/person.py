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


# These roles read every proposal, even with a conflict, unless they are in an agency or on a team.
OFFICE = frozenset({Role.OFFICER, Role.AUDITOR})
# These roles read the scores of other people, so their members can't be reviewers.
READERS = OFFICE | {Role.PANEL}
EVERY_ROLE = frozenset(Role)


def roles(user: User) -> frozenset[Role]:
    """Return the office roles of a person; a superuser has the role of an officer."""
    if not user.is_active or not user.is_staff:
        return frozenset()
    found = {role for role in Role if role.value in user.group_names}
    if user.is_superuser:
        found.add(Role.OFFICER)
    # A reviewer must not read others' scores before their own review is finished.
    return frozenset(found - {Role.REVIEWER} if found & READERS else found)


def has_desk(user: User) -> bool:
    """Tell whether a person has a role in the office."""
    return bool(roles(user))


def is_partner(user: User) -> bool:
    """Tell whether a person is active and may not enter the office."""
    return user.is_active and not (user.is_staff or user.is_superuser)


def is_officer(user: User) -> bool:
    return Role.OFFICER in roles(user)


def is_reviewer(user: User) -> bool:
    return Role.REVIEWER in roles(user)


def reads_scores(user: User) -> bool:
    """Tell whether a person reads the scores of the proposals that they see."""
    return bool(roles(user) & READERS)


def sees_every_proposal(user: User) -> bool:
    """Tell whether a person sees every proposal, even with a conflict."""
    return bool(roles(user) & OFFICE) and not user.agency_roles and not user.proposal_roles


def manages_accounts(user: User) -> bool:
    return user.is_superuser and is_officer(user)


def require_officer(user: User) -> None:
    """Check that a person is an officer. Raises: RuleBroken NOT_OFFICER."""
    if not is_officer(user):
        raise RuleBroken(Refusal.NOT_OFFICER)


def require_one_view(groups: Iterable[str]) -> None:
    """Check that no reviewer is in a group that reads scores. Raises: RuleBroken TWO_VIEWS."""
    names = set(groups)
    if Role.REVIEWER in names and names & READERS:
        raise RuleBroken(Refusal.TWO_VIEWS, field="groups")


def reviewers() -> QuerySet[User]:
    """Return the people to whom a review can be assigned."""
    return _people({Role.REVIEWER}, never=READERS)


def judges() -> QuerySet[User]:
    """Return the people from whom a conflict hides a proposal: reviewers and the panel."""
    return _people({Role.REVIEWER, Role.PANEL}, never=OFFICE)


def _people(groups: Iterable[Role], *, never: Iterable[Role]) -> QuerySet[User]:
    """Return the active people with one of these roles and with no role of `never`."""
    others = User.objects.filter(Q(groups__name__in=never) | Q(is_superuser=True))
    named = User.objects.filter(groups__name__in=groups, is_active=True, is_staff=True)
    return named.exclude(pk__in=others.values("pk")).order_by("name").distinct()


def membership_role(user: User, agency_id: int) -> str | None:
    """Return the person's role in an agency, or None."""
    return user.agency_roles.get(agency_id) if user.is_active else None


def team_role(user: User, proposal_id: int) -> str | None:
    """Return the role of a person who was invited to this proposal, or None."""
    return user.proposal_roles.get(proposal_id) if user.is_active else None
