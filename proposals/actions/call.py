"""Publish a call, amend it, and cancel it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from proposals import access
from proposals.actions import audit, message
from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import gettext_noop
from proposals.models.account import User
from proposals.models.call import Amendment, Call, Stage
from proposals.models.mission import Limit
from proposals.models.proposal import Proposal


@transaction.atomic
def publish(call: Call, *, by: User, at: datetime) -> None:
    """Publish a draft call; from now on it changes by amendment only.

    Raises: RuleBroken "incomplete" with what is missing.
    """
    access.require_officer(by)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.state != Call.State.DRAFT:
        raise RuleBroken("state", gettext_noop("Only a draft can be published."))
    _require_whole(locked)
    locked.state = Call.State.PUBLISHED
    locked.announced_on = locked.announced_on or at.date()
    locked.save(update_fields=["state", "announced_on"])
    audit.record(locked, "publish", by=by, at=at, after={"state": locked.state})
    call.state, call.announced_on = locked.state, locked.announced_on


def _require_whole(call: Call) -> None:
    stages = list(call.stages.prefetch_related("criteria").order_by("number"))
    if not stages:
        raise RuleBroken("incomplete", gettext_noop("Add at least one stage first."))
    if not call.platforms.exists():
        raise RuleBroken("incomplete", gettext_noop("Choose at least one platform first."))
    # A call from the public record carries what was published, and criteria weren't.
    for stage in stages:
        if call.provenance != Call.Provenance.RECORD and not stage.criteria.all():
            raise RuleBroken(
                "incomplete",
                gettext_noop("Stage %(number)s has no criteria yet."),
                number=stage.number,
            )
    _require_order(stages)


def _require_order(stages: Sequence[Stage]) -> None:
    if any(a.closes_at > b.opens_at for a, b in zip(stages, stages[1:], strict=False)):
        raise RuleBroken(
            "incomplete", gettext_noop("A stage opens before the one before it closes.")
        )


@transaction.atomic
def amend(
    call: Call,
    *,
    text: str,
    changed: Mapping[Any, Mapping[str, Any]],
    by: User,
    at: datetime,
) -> Amendment:
    """Publish a dated change to a call, and tell everyone who has a draft or a submission on it.

    `changed` holds new values by row (the call, a stage of it, a limit of its platforms) and
    column. The amendment keeps what was and what is.

    Raises: RuleBroken "text" without an explanation; "closed" for a stage that has closed or
    would be; "order" and "incomplete" for dates or a range the wrong way round.
    """
    access.require_officer(by)
    if not text.strip():
        raise RuleBroken("text", gettext_noop("Say what changes, and why."), field="text")
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.state != Call.State.PUBLISHED:
        raise RuleBroken("state", gettext_noop("Only a published call is amended."))
    changes = [
        _change(row, name, value, at) for row, new in changed.items() for name, value in new.items()
    ]
    for row, new in changed.items():
        _require_range(row)
        # These columns alone: the page's copy of a call has an old count of its references.
        row.save(update_fields=list(new))
    _require_order(list(locked.stages.order_by("number")))
    return _announce(locked, "amend", text, changes, by=by, at=at)


@transaction.atomic
def cancel(call: Call, *, reason: str, by: User, at: datetime) -> Amendment:
    """End a published call: its last amendment says why, and the worker closes what is a draft.

    Raises: RuleBroken "reason" without one; "state" for a call that isn't published.
    """
    access.require_officer(by)
    if not reason.strip():
        raise RuleBroken("reason", gettext_noop("Give a reason."), field="reason")
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.state != Call.State.PUBLISHED:
        raise RuleBroken("state", gettext_noop("Only a published call is cancelled."))
    locked.state = call.state = Call.State.CANCELLED
    locked.save(update_fields=["state"])
    return _announce(locked, "cancel", reason, [], by=by, at=at)


def _announce(
    call: Call, verb: str, text: str, changes: list[dict[str, str]], *, by: User, at: datetime
) -> Amendment:
    """Publish an amendment of a locked call, record it, and tell everyone concerned."""
    amendment = Amendment.objects.create(
        call=call,
        number=call.amendments.count() + 1,
        published_at=at,
        text=text.strip(),
        changes=changes,
        published_by=by,
    )
    after = {"amendment": amendment.number, "changes": changes}
    audit.record(call, verb, by=by, at=at, after=after, reason=text)
    message.tell(
        concerned(call), "amendment", about=f"call:{call.pk}", call=call, amendment=amendment
    )
    return amendment


def _change(row: models.Model, name: str, value: Any, at: datetime) -> dict[str, str]:
    """Set one column and return what was and what is."""
    if isinstance(row, Stage) and row.closes_at < at:
        raise RuleBroken("closed", gettext_noop("A stage that has closed can't be changed."))
    if name == "closes_at" and value <= at:
        raise RuleBroken("closed", gettext_noop("A stage must close in the future."))
    before = getattr(row, name)
    setattr(row, name, value)
    label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return {"what": f"{row}: {label}", "before": _text(before), "after": _text(value)}


def _require_range(row: models.Model) -> None:
    if isinstance(row, Stage) and row.opens_at >= row.closes_at:
        raise RuleBroken("order", gettext_noop("A stage closes after it opens."))
    if not isinstance(row, Limit) or row.minimum is None or row.maximum is None:
        return
    if row.minimum > row.maximum:
        raise RuleBroken("order", gettext_noop("A limit's “from” is above its “to”."))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def concerned(call: Call) -> list[User]:
    """Return everyone whose draft or proposal an amendment may touch."""
    live = Proposal.objects.filter(
        call=call,
        status__in=["draft", "submitted", "shortlisted", "screening", "in_review", "clarification"],
    )
    led = models.Q(led_proposals__in=live)
    member = models.Q(memberships__agency__in=live.values("lead_agency"))
    people = User.objects.filter(led | member, is_active=True).distinct()
    return list(people.order_by("pk"))
