"""Draft a decision, schedule it by another officer, and release it after its undo time."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import OperationalError, transaction

from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, job, status
from proposals.actions.status import Locked
from proposals.content.decision import Grounds, News, grounds_of
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import VERBS, Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.rules import Standing, legal
from proposals.domain.workflow.status import Status
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.decision import Condition, Decision
from proposals.models.proposal import Proposal

logger = logging.getLogger(__name__)


def possible(proposal: Proposal) -> list[str]:
    """List the outcomes that the table allows for the proposal's status and stage."""
    here = Standing(Status(proposal.status), None, None, frozenset({Actor.RELEASE}))
    is_last = not proposal.call.stages.filter(number__gt=proposal.stage.number).exists()
    unmet = Need.NEXT_STAGE if is_last else Need.LAST_STAGE
    return [row.name for row in legal(here) if unmet not in row.needs]


@transaction.atomic
def draft(
    proposal: Proposal,
    *,
    outcome: str,
    letter: str,
    by: User,
    at: datetime,
    reason: str = "",
    conditions: Sequence[tuple[str, date | None]] = (),
) -> Decision:
    """Draft a decision on the current revision; the team sees nothing of it yet.

    Raises: RuleBroken OUTCOME_IMPOSSIBLE if the table has no such move; DECISION_PENDING if the
    proposal has a pending decision already; TOO_FEW_REVIEWS without a reason if fewer reviews are
    finished than the stage wants.
    """
    require_office(by, proposal)
    locked = status.lock(proposal)
    if outcome not in possible(locked) or locked.current_revision is None:
        raise RuleBroken(
            Refusal.OUTCOME_IMPOSSIBLE,
            field="outcome",
            status=locked.status_label,
        )
    if not letter.strip():
        raise RuleBroken(Refusal.NO_LETTER, field="letter")
    if locked.decisions.filter(state__in=Decision.PENDING).exists():
        raise RuleBroken(Refusal.DECISION_PENDING)
    grounds = grounds_of(locked)
    _require_reason(grounds, reason)
    decision = Decision.objects.create(
        proposal=locked,
        revision=locked.current_revision,
        from_status=locked.status,
        outcome=outcome,
        letter=letter.strip(),
        reason=reason.strip(),
        drafted_by=by,
        drafted_at=at,
    )
    Condition.objects.bulk_create(
        Condition(decision=decision, text=text, due_on=due) for text, due in conditions
    )
    audit.append(
        locked,
        Verb.DRAFT_DECISION,
        by=by,
        at=at,
        after={"outcome": outcome, "decision": decision.pk, "reviews": grounds.reviews},
        reason=reason.strip(),
    )
    return decision


def _require_reason(grounds: Grounds, reason: str) -> None:
    """Check that a decision with too few reviews has a reason."""
    if grounds.lacks_reviews and not reason.strip():
        raise RuleBroken(
            Refusal.TOO_FEW_REVIEWS,
            field="reason",
            finished=grounds.finished,
            wanted=grounds.wanted,
        )


def _require_no_news(news: Sequence[News]) -> None:
    """Check that nothing has happened since the decision was drafted, scheduled or looked at."""
    if news:
        raise RuleBroken(Refusal.NEWS_SINCE_DRAFT, field="stands", what=news[-1].verb.label)


def second_officer_refusal(decision: Decision, *, by: User) -> RuleBroken | None:
    """Return why this officer can't publish a draft; None unless they drafted it themselves."""
    if decision.drafted_by_id != by.pk:
        return None
    return RuleBroken(
        Refusal.OWN_DECISION,
    )


@transaction.atomic
def schedule(
    decision: Decision,
    *,
    by: User,
    at: datetime,
    release_at: datetime | None = None,
    reason: str = "",
    stands: bool = False,
    saw: int | None = None,
) -> Decision:
    """Schedule another officer's draft; it is released after the call's undo time at the earliest.

    `stands` says that the officer has looked at the news since the draft, and the decision stands.
    `saw` is the last entry of the history when they looked; None means that they saw all of it.

    Raises: RuleBroken OWN_DECISION for the officer who drafted it; TOO_FEW_REVIEWS without a
    reason; NEWS_SINCE_DRAFT if it isn't confirmed to stand.
    """
    require_office(by, decision.proposal)
    proposal = status.lock(decision.proposal)
    one = Decision.objects.get(pk=decision.pk)
    if one.state != Decision.State.DRAFTED:
        raise RuleBroken(Refusal.DECISION_NOT_DRAFTED)
    if refusal := second_officer_refusal(one, by=by):
        raise refusal
    grounds = grounds_of(proposal)
    _require_reason(grounds, reason)
    if not stands:
        _require_no_news(grounds.news)
    elif saw is not None:
        _require_no_news(grounds.since(saw))
    earliest = at + timedelta(minutes=proposal.call.undo_minutes)
    one.scheduled_by, one.state = by, Decision.State.SCHEDULED
    one.release_at = max(release_at or earliest, earliest)
    one.problem = ""
    one.save(update_fields=["scheduled_by", "state", "release_at", "problem"])
    audit.append(
        proposal,
        Verb.SCHEDULE_DECISION,
        by=by,
        at=at,
        after={
            "decision": one.pk,
            "release_at": one.release_at.isoformat(),
            "reviews": grounds.reviews,
            "confirmed": bool(grounds.news),
        },
        reason=reason.strip(),
    )
    return one


@transaction.atomic
def cancel(decision: Decision, *, by: User, at: datetime) -> None:
    """Take a pending decision back. Raises: RuleBroken DECISION_NOT_PENDING if it is released."""
    require_office(by, decision.proposal)
    proposal = status.lock(decision.proposal)
    changed = Decision.objects.filter(pk=decision.pk, state__in=Decision.PENDING).update(
        state=Decision.State.CANCELLED
    )
    if not changed:
        raise RuleBroken(Refusal.DECISION_NOT_PENDING)
    audit.append(proposal, Verb.CANCEL_DECISION, by=by, at=at, after={"decision": decision.pk})


@transaction.atomic
def release(decision: Decision, *, at: datetime) -> Locked:
    """Release a scheduled decision: status, letter and portal change in one transaction.

    Raises: RuleBroken if status or revision have changed since the decision was drafted, or
    NEWS_SINCE_DRAFT if something has happened since it was scheduled.
    """
    proposal = status.lock(decision.proposal)
    _require_no_news(grounds_of(proposal).news)
    one = Decision.objects.select_related("scheduled_by").get(pk=decision.pk)
    moved = status.move_locked(
        proposal,
        VERBS[one.outcome],
        by=one.scheduled_by,
        at=at,
        decision=one,
        letter=one.letter,
        conditions=list(one.conditions.all()),
    )
    one.state, one.released_at = Decision.State.RELEASED, at
    one.save(update_fields=["state", "released_at"])
    return moved


def release_due(*, at: datetime) -> int:
    """Release every decision whose undo time is over; return how many were released.

    If a rule or an error stops a release, the decision goes back to the office with the reason, and
    the others are released.
    """
    due = Decision.objects.filter(state=Decision.State.SCHEDULED, release_at__lte=at)
    released = 0
    for decision in job.in_time(due.select_related("proposal").order_by("release_at", "pk")):
        try:
            released += _release_or_give_back(decision, at=at)
        except Exception:  # an error in one decision must not delay the others
            logger.exception("decision %s couldn't be released", decision.pk)
    return released


def _release_or_give_back(decision: Decision, *, at: datetime) -> bool:
    try:
        release(decision, at=at)
    except OperationalError:  # the database was busy or away: the next run tries again
        raise
    except RuleBroken as refusal:
        problem = str(refusal)
        logger.warning("decision %s wasn't released: %s", decision.pk, problem)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        logger.exception("decision %s couldn't be released", decision.pk)
    else:
        return True
    _give_back(decision, problem, at=at)
    return False


@transaction.atomic
def _give_back(decision: Decision, problem: str, *, at: datetime) -> None:
    proposal = status.lock(decision.proposal)
    given_back = Decision.objects.filter(pk=decision.pk, state=Decision.State.SCHEDULED).update(
        state=Decision.State.DRAFTED, scheduled_by=None, release_at=None, problem=problem[:500]
    )
    if not given_back:
        return  # cancelled meanwhile, for instance by a withdrawal
    audit.append(
        proposal,
        Verb.REFUSE_RELEASE,
        by=None,
        at=at,
        after={"decision": decision.pk},
        reason=problem,
    )
