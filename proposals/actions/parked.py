"""Park a POST whose session had ended, send it later, or throw it away.

None of these is in the history: what is parked has changed nothing yet, and what sends it writes
its own entry.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum

from proposals.access.parked import own_post
from proposals.content.parked import browser_of, opened, sealed
from proposals.domain.parked import (
    LIFETIME,
    MOST_BYTES,
    MOST_BYTES_OF_A_PERSON,
    MOST_POSTS_OF_A_PERSON,
    SENDING,
    Post,
)
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.account import User
from proposals.models.parked import ParkedPost


@transaction.atomic
def park(post: Post, *, key: bytes, by: User, at: datetime) -> ParkedPost:
    """Keep a post for an hour, for the person for whom its page was made.

    Raises: RuleBroken if too much is kept already.
    """
    User.objects.select_for_update().values("pk").get(pk=by.pk)
    head, files = sealed(post, key=key, person=by.pk)
    size = len(head) + len(files)
    _refuse_too_much(size, by, at)
    return ParkedPost.objects.create(
        person=by,
        browser=browser_of(key),
        head=head,
        files=files,
        size=size,
        expires_at=at + LIFETIME,
    )


def _refuse_too_much(size: int, person: User, at: datetime) -> None:
    own = Q(person=person)
    rows = ParkedPost.objects.filter(sent_at=None, expires_at__gt=at)
    found = rows.aggregate(
        posts=Count("pk", filter=own), own=Sum("size", filter=own), all=Sum("size")
    )
    if (
        found["posts"] >= MOST_POSTS_OF_A_PERSON
        or (found["own"] or 0) + size > MOST_BYTES_OF_A_PERSON
        or (found["all"] or 0) + size > MOST_BYTES
    ):
        raise RuleBroken(Refusal.PARKED_TOO_MUCH)


def claim(pk: int, *, key: bytes, by: User, at: datetime) -> Post:
    """Open a post to send it now, once. Raises: RuleBroken if this can't be done here and now."""
    row = own_post(pk, browser=browser_of(key), by=by, at=at)
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=at - SENDING)
    free = ParkedPost.objects.filter(is_free, pk=row.pk, sent_at=None)
    if not free.update(claimed_at=at):
        raise RuleBroken(Refusal.PARKED_IS_SENT)
    return opened(row, key=key)


def settle(pk: int, *, is_done: bool, at: datetime) -> None:
    """Empty a post that was carried out; give another one back, to be sent again."""
    row = ParkedPost.objects.filter(pk=pk)
    if is_done:
        row.update(sent_at=at, head=b"", files=b"", size=0)
    else:
        row.update(claimed_at=None)


def drop(pk: int, *, key: bytes, by: User, at: datetime) -> None:
    """Throw a post away. Raises: RuleBroken if it isn't this person's in this browser."""
    own_post(pk, browser=browser_of(key), by=by, at=at).delete()


def sweep(*, at: datetime) -> int:
    """Delete what was kept for an hour. Return how many posts."""
    deleted, _ = ParkedPost.objects.filter(expires_at__lte=at).delete()
    return deleted
