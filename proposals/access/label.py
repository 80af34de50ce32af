"""Labels: the office sees those that stand on a proposal that it sees."""

from typing import ClassVar

from django.db.models import Q

from proposals.access.person import OFFICE, Role
from proposals.access.policy import Policy, register
from proposals.access.proposal.office import visible
from proposals.models.account import User
from proposals.models.label import Label


@register
class LabelPolicy(Policy[Label]):
    model = Label
    readers: ClassVar[frozenset[Role]] = OFFICE

    def part(self, user: User) -> Q:
        on_proposals = Label.proposals.through._default_manager.filter(visible(user, of="proposal"))
        return Q(pk__in=on_proposals.values("label"))
