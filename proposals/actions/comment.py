"""Comment on a section inside the team, and resolve and reopen comments.

The history of a comment is a chain of its own, which nobody in the office reads: the chain of the
proposal would tell officers when a team talks, and how much.
No mail is sent either, because the office reads the outbox.
"""

from datetime import datetime

from django.db import transaction

from proposals.access.comment import may_comment
from proposals.actions import audit
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.comment import Comment
from proposals.models.proposal import Proposal


@transaction.atomic
def write(
    proposal: Proposal,
    section: str,
    text: str,
    *,
    by: User,
    at: datetime,
    replies_to: Comment | None = None,
) -> Comment:
    """Write a comment on a section, or a reply to the comment that began a thread.

    A reply to a resolved comment reopens it, so that nobody overlooks the reply.

    A second click gets the comment of the first.

    Raises: RuleBroken NOT_IN_TEAM, NO_COMMENT.
    """
    _require_team(by, proposal)
    if not text.strip():
        raise RuleBroken(Refusal.NO_COMMENT, field="text")
    last = proposal.comments.filter(section=section, replies_to=replies_to).last()
    if last and (last.written_by_id, last.text) == (by.pk, text.strip()):
        return last
    if replies_to is not None and not replies_to.is_open:
        reopen(replies_to, by=by, at=at)
    new = Comment.objects.create(
        proposal=proposal,
        section=section,
        replies_to=replies_to,
        text=text.strip(),
        written_by=by,
        written_at=at,
    )
    audit.append(new, Verb.COMMENT, by=by, at=at, after={"section": section})
    return new


@transaction.atomic
def resolve(comment: Comment, *, by: User, at: datetime) -> Comment:
    """Mark a thread as resolved. A second click changes nothing. Raises: RuleBroken NOT_IN_TEAM."""
    return _settle(comment, Verb.RESOLVE_COMMENT, by=by, at=at)


@transaction.atomic
def reopen(comment: Comment, *, by: User, at: datetime) -> Comment:
    """Mark a thread as open again. A second click changes nothing. Raises: as resolve()."""
    return _settle(comment, Verb.REOPEN_COMMENT, by=by, at=at)


def _settle(comment: Comment, verb: Verb, *, by: User, at: datetime) -> Comment:
    _require_team(by, comment.proposal)
    locked = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    is_resolved = verb is Verb.RESOLVE_COMMENT
    if locked.is_open is not is_resolved:
        return locked
    locked.resolved_by, locked.resolved_at = (by, at) if is_resolved else (None, None)
    locked.save(update_fields=["resolved_by", "resolved_at"])
    audit.append(locked, verb, by=by, at=at)
    return locked


def _require_team(by: User, proposal: Proposal) -> None:
    if not may_comment(by, proposal):
        raise RuleBroken(Refusal.NOT_IN_TEAM)
