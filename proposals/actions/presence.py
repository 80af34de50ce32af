"""Who has a section open. It is kept in the cache: nobody needs it a minute later."""

from datetime import datetime, timedelta

from django.core.cache import cache

from proposals.models.account import User
from proposals.models.proposal import Proposal

# A page reports every 30 seconds.
HERE_FOR = timedelta(seconds=75)


def seen(proposal: Proposal, code: str, *, by: User, at: datetime) -> list[str]:
    """Note that a person has a section open; return the names of the others who have."""
    key = f"here:{proposal.pk}:{code}"
    known: dict[int, tuple[str, datetime]] = cache.get(key) or {}
    here = {pk: one for pk, one in known.items() if at - one[1] < HERE_FOR and pk != by.pk}
    cache.set(key, {**here, by.pk: (str(by), at)}, HERE_FOR.total_seconds())
    return sorted(name for name, _ in here.values())
