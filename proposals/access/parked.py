"""Parked POSTs: nobody of the office sees them; their person opens them in their browser."""

from datetime import datetime

from django.db.models import QuerySet

from proposals.access.policy import Policy, register
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.account import User
from proposals.models.parked import ParkedPost


@register
class ParkedPostPolicy(Policy[ParkedPost]):
    model = ParkedPost
    readers = frozenset()


def waiting_posts(browser: str, *, at: datetime) -> QuerySet[ParkedPost]:
    """Return what waits in a browser, of all people, without the content of the files."""
    rows = ParkedPost.objects.filter(browser=browser, sent_at=None, expires_at__gt=at)
    return rows.defer("files")


def own_post(pk: int, *, browser: str, by: User, at: datetime) -> ParkedPost:
    """Return a post that this person may send from this browser now. Raises: RuleBroken."""
    row = ParkedPost.objects.filter(pk=pk, browser=browser).defer("head", "files").first()
    if row is None:
        raise RuleBroken(Refusal.PARKED_NOT_HERE)
    if row.person_id != by.pk:
        raise RuleBroken(Refusal.PARKED_BY_ANOTHER)
    if row.sent_at is not None:
        raise RuleBroken(Refusal.PARKED_IS_SENT)
    if row.expires_at <= at:
        raise RuleBroken(Refusal.PARKED_IS_OVER)
    return row
