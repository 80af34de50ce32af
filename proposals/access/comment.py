"""Comments: the team reads them in the portal. Nobody reads them in the office."""

from typing import ClassVar

from django.db.models import QuerySet

from proposals.access.person import Role
from proposals.access.policy import register
from proposals.access.proposal.office import PartOfProposal
from proposals.access.proposal.team import partner_proposals
from proposals.models.account import User
from proposals.models.comment import Comment
from proposals.models.proposal import Proposal


@register
class CommentPolicy(PartOfProposal[Comment]):
    """No role of the office reads a comment: not an officer, not an auditor, not the superuser."""

    model = Comment
    readers: ClassVar[frozenset[Role]] = frozenset()


def team_comments(user: User, proposal: Proposal) -> QuerySet[Comment]:
    """Return the comments that a person of the team reads on a proposal."""
    return Comment.objects.filter(
        proposal__in=partner_proposals(user).filter(pk=proposal.pk).order_by()
    )


def may_comment(user: User, proposal: Proposal) -> bool:
    """Tell whether this person may write, resolve and reopen comments: everybody in the team.

    Observers may, too: a comment is part of the team's talk, not of the proposal.
    """
    return partner_proposals(user).filter(pk=proposal.pk).exists()
