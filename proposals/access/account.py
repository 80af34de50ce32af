"""People: officers and auditors read the accounts, the superuser manages them."""

from proposals.access.person import OFFICE, manages_accounts
from proposals.access.policy import Policy, Right, register
from proposals.models.account import User


@register
class UserPolicy(Policy[User]):
    """Nobody may delete a person: the history holds the id, and this row the name."""

    model = User
    readers = OFFICE
    officers_may = frozenset({Right.ADD, Right.CHANGE})

    def may_write(self, user: User, right: Right) -> bool:
        return manages_accounts(user) and right in self.officers_may
