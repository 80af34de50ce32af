"""Saved lists: each person sees only their own."""

from django.db.models import Q

from proposals.access.person import EVERY_ROLE
from proposals.access.policy import Policy, register
from proposals.models.account import User
from proposals.models.saved_view import SavedView


@register
class SavedViewPolicy(Policy[SavedView]):
    model = SavedView
    readers = EVERY_ROLE

    def part(self, user: User) -> Q:
        return Q(user=user)
