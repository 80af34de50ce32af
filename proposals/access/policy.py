"""Policies: each model has one. It says who sees the model's rows, and who may write them."""

from enum import Enum, auto
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from proposals.access.person import OFFICE, READERS, Role, is_officer, roles
from proposals.models.account import User

M = TypeVar("M", bound=Model)


class Right(Enum):
    """What a person may do with a row in a plain form or on a page of the office."""

    VIEW = auto()
    ADD = auto()
    CHANGE = auto()
    DELETE = auto()
    HISTORY = auto()  # shows the names of the people who changed the row


# The rights to write in a plain form. All other changes are made by buttons.
WRITING = frozenset({Right.ADD, Right.CHANGE, Right.DELETE})


class Policy(Generic[M]):
    """The rights to one model in the office: who reads its rows, and which rights officers have."""

    model: type[M]
    readers: ClassVar[frozenset[Role]] = READERS
    officers_may: ClassVar[frozenset[Right]] = frozenset()

    def rows(self, user: User) -> QuerySet[M]:
        """Return the rows that this person may see in the office."""
        rows = self.model._default_manager.all()
        return rows.filter(self.part(user)) if roles(user) & self.readers else rows.none()

    def part(self, user: User) -> Q:
        """Match the rows that one of the readers sees. A subclass may match fewer rows."""
        return Q()

    def may(self, user: User, right: Right, row: M | None = None) -> bool:
        """Tell whether a person has a right to this row; without a row, to any row at all."""
        if right is Right.VIEW:
            return self._may_view(user, row)
        if right is Right.HISTORY:
            return bool(roles(user) & OFFICE) and self._may_view(user, row)
        return self.may_write(user, right) and (row is None or self.is_open(row))

    def _may_view(self, user: User, row: M | None) -> bool:
        if row is None:
            return bool(roles(user) & self.readers)
        return self.rows(user).filter(pk=row.pk).exists()

    def may_write(self, user: User, right: Right) -> bool:
        return is_officer(user) and right in self.officers_may

    def is_open(self, row: M) -> bool:
        """Tell whether this row can still be changed in plain forms."""
        return True

    def deciding_row(self, row: M) -> Model:
        """Return the row whose state decides whether this row is open: a stage's call, for instance."""
        return row


_POLICIES: dict[type[Model], Policy[Any]] = {}
P = TypeVar("P", bound=type[Policy[Any]])


def register(policy: P) -> P:
    """Make a class the policy of its model. Raises: ValueError if the model already has one."""
    made: Policy[Any] = policy()
    if made.model in _POLICIES:
        raise ValueError(f"{made.model.__name__} has two policies")
    _POLICIES[made.model] = made
    return policy


def policy_for(model: type[M]) -> Policy[M]:
    """Return the policy of a model. Raises: KeyError for a model without a policy."""
    return _POLICIES[model]
