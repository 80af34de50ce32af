"""The outbox: who gets which mail, and who reads the outbox."""

from collections.abc import Callable

from django.db.models import Q

from proposals.access.joining import administers
from proposals.access.person import OFFICE, is_officer, is_reviewer, sees_every_proposal
from proposals.access.policy import Policy, register
from proposals.access.proposal.office import own_assignments
from proposals.access.proposal.own_agency import own_proposals
from proposals.access.proposal.team import partner_proposals
from proposals.domain.audience import Audience
from proposals.models.account import User
from proposals.models.joining import Joining
from proposals.models.message import Message
from proposals.models.review import Assignment

# What a mail is about that holds a link for its addressee alone.
LINKS = frozenset({"account", "invitation"})


@register
class MessagePolicy(Policy[Message]):
    model = Message
    readers = OFFICE

    def part(self, user: User) -> Q:
        """Hide the mail about proposals that an agency of this person is on."""
        if sees_every_proposal(user):
            return Q()
        return ~Q(about__in=own_proposals(user).values("reference"))


def may_receive(user: User, audience: str, *, about: str) -> bool:
    """Tell whether a person may read now what a message of this audience is about."""
    return user.is_active and _RULES[Audience(audience)](user, about)


def _of_team(user: User, about: str) -> bool:
    return partner_proposals(user).filter(reference=about).exists()


def _of_asked(user: User, about: str) -> bool:
    own = [pk for pk in user.agency_roles if administers(user, pk)]
    return Joining.objects.filter(proposal__reference=about, agency__in=own).exists()


def _of_office(user: User, about: str) -> bool:
    return is_officer(user) and not own_proposals(user).filter(reference=about).exists()


def _of_reviewer(user: User, about: str) -> bool:
    return is_reviewer(user) and own_assignments(user).filter(proposal__reference=about).exists()


def _dismissed(user: User, about: str) -> bool:
    own = Assignment.objects.filter(reviewer=user, proposal__reference=about)
    return is_reviewer(user) and own.filter(state=Assignment.State.CANCELLED).exists()


def _of_member(user: User, about: str) -> bool:
    return about in {f"agency:{pk}" for pk in user.agency_roles}


_RULES: dict[Audience, Callable[[User, str], bool]] = {
    Audience.TEAM: _of_team,
    Audience.ASKED: _of_asked,
    Audience.OFFICE: _of_office,
    Audience.REVIEWER: _of_reviewer,
    Audience.DISMISSED: _dismissed,
    Audience.MEMBER: _of_member,
    Audience.CONCERNED: lambda user, about: True,
    Audience.PUBLIC: lambda user, about: True,
}


def may_be_read(message: Message) -> bool:
    """Tell whether the office reads the text: a mail may hold a link for its addressee alone.

    Nobody else reads it, not even the superuser: who has the link of an officer's account could be
    the second officer of a decision, and who has that of an invitation a member of the team.
    """
    return message.about not in LINKS
