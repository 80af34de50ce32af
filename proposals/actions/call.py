"""Publish a call, amend it, cancel it, and announce what was selected."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from proposals.access.person import require_officer
from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, message, status, tally
from proposals.content.call import terms_of
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.catalogue import named
from proposals.domain.section.field import Asked
from proposals.domain.verb import Verb
from proposals.domain.workflow.status import S
from proposals.models.account import User
from proposals.models.call import Amendment, Call, Stage
from proposals.models.joining import Joining
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal

# The statuses in which an amendment can still matter to a proposal.
LIVE = (S.DRAFT, S.SUBMITTED, S.SHORTLISTED, S.SCREENING, S.IN_REVIEW, S.CLARIFICATION)


@transaction.atomic
def publish(call: Call, *, by: User, at: datetime) -> Call:
    """Publish a draft call; from now on it changes by amendment only.

    Raises: RuleBroken with a refusal that names what is missing.
    """
    require_officer(by)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.state != Call.State.DRAFT:
        raise RuleBroken(Refusal.NOT_DRAFT_CALL)
    _require_whole(locked)
    locked.state = Call.State.PUBLISHED
    locked.announced_on = locked.announced_on or at.date()
    locked.save(update_fields=["state", "announced_on"])
    audit.append(locked, Verb.PUBLISH, by=by, at=at, after={"state": locked.state})
    return locked


def _require_whole(call: Call) -> None:
    rows = call.stages.prefetch_related("criteria", "asked_fields")
    stages = list(rows.order_by("number"))
    if not stages:
        raise RuleBroken(Refusal.NO_STAGE)
    if not call.offers.exists():
        raise RuleBroken(Refusal.NO_PLATFORM)
    # The criteria of calls from the public record were not published.
    for stage in stages:
        if call.provenance != Call.Provenance.RECORD and not stage.criteria.all():
            raise RuleBroken(
                Refusal.NO_CRITERIA,
                number=stage.number,
            )
    if call.growth_allowances.exists() and not call.growth_source:
        raise RuleBroken(Refusal.NO_GROWTH_SOURCE)
    _require_order(stages)
    _require_asked(stages)
    _require_terms(call)


def _require_asked(stages: Iterable[Stage]) -> None:
    """Refuse questions to the teams that none of their stage's sections shows."""
    for stage in stages:
        asked = Asked(fields=tuple(one.rule() for one in stage.asked_fields.all()))
        shown = [one for one in named(stage.sections) if one.asks(asked) or one.files(asked, {})]
        if asked.fields and not shown:
            raise RuleBroken(Refusal.QUESTIONS_NOT_SHOWN, number=stage.number)


def _require_terms(call: Call) -> None:
    terms = terms_of(call)
    if terms.clauses and terms.prevailing is None:
        raise RuleBroken(Refusal.NO_PREVAILING_LANGUAGE)
    if lacking := terms.not_written_in_prevailing():
        titles = ", ".join(one.title for one in lacking)
        raise RuleBroken(Refusal.NO_PREVAILING_TEXT, titles=titles)


def _require_order(stages: Sequence[Stage]) -> None:
    if any(a.closes_at > b.opens_at for a, b in pairwise(stages)):
        raise RuleBroken(Refusal.STAGES_OVERLAP)


@transaction.atomic
def amend(
    call: Call,
    *,
    text: str,
    changed: Mapping[Any, Mapping[str, Any]],
    by: User,
    at: datetime,
) -> Amendment:
    """Publish a dated change to a call, and mail everyone who has a draft or a submission on it.

    `changed` holds new values by row (the call, a stage, a limit, period or requirement of an
    offer, a clause) and column; a row holds the old values that the officer saw. The amendment stores both.

    Raises: RuleBroken NO_AMENDMENT_TEXT without an explanation; STALE_AMENDMENT if another officer
    has changed the same column; STAGE_CLOSED for a stage that has closed; CLOSES_IN_PAST for a
    stage that would close in the past; other refusals for dates or ranges in the wrong order.
    """
    require_officer(by)
    if not text.strip():
        raise RuleBroken(Refusal.NO_AMENDMENT_TEXT, field="text")
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.state != Call.State.PUBLISHED:
        raise RuleBroken(Refusal.NOT_AMENDABLE)
    changes = []
    for shown, new in changed.items():
        # A published call and what belongs to it change under this lock only.
        row = type(shown)._base_manager.get(pk=shown.pk)
        changes += [_change(row, name, value, shown, at) for name, value in new.items()]
        _require_range(row)
        row.save(update_fields=list(new))
    _require_order(list(locked.stages.order_by("number")))
    _require_terms(Call.objects.get(pk=locked.pk))
    amendment = _publish_amendment(locked, Verb.AMEND, text, changes, by=by, at=at)
    if any(isinstance(row, Limit) for row in changed):
        tally.count_call(locked)
    return amendment


@transaction.atomic
def cancel(call: Call, *, reason: str, by: User, at: datetime) -> Amendment:
    """Cancel a published call with a last amendment that gives the reason.

    The worker then closes the drafts on it.

    Raises: RuleBroken NO_REASON; NOT_CANCELLABLE for a call that isn't published.
    """
    require_officer(by)
    if not reason.strip():
        raise RuleBroken(Refusal.NO_REASON, field="reason")
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if locked.state != Call.State.PUBLISHED:
        raise RuleBroken(Refusal.NOT_CANCELLABLE)
    locked.state = Call.State.CANCELLED
    locked.save(update_fields=["state"])
    return _publish_amendment(locked, Verb.CANCEL, reason, [], by=by, at=at)


@transaction.atomic
def announce(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Tell the public of a selection: from now on the call's page shows the project.

    Raises: RuleBroken NOT_ANNOUNCEABLE if it isn't selected or was announced before.
    """
    require_office(by, proposal)
    locked = status.lock(proposal)
    if not locked.waits_for_announcement:
        raise RuleBroken(Refusal.NOT_ANNOUNCEABLE)
    locked.announced_at = at
    locked.save(update_fields=["announced_at"])
    audit.append(locked, Verb.ANNOUNCE, by=by, at=at, after={"announced_at": at.isoformat()})
    return locked


@transaction.atomic
def announce_all(proposals: Iterable[Proposal], *, by: User, at: datetime) -> list[Proposal]:
    """Announce several selections; after a refusal none is. Raises: RuleBroken as announce()."""
    # Each keeps its lock, so that all who lock several must do so in one order.
    return [announce(one, by=by, at=at) for one in sorted(proposals, key=attrgetter("pk"))]


def _publish_amendment(
    call: Call, verb: Verb, text: str, changes: list[dict[str, str]], *, by: User, at: datetime
) -> Amendment:
    """Publish an amendment of a locked call, write the history, and mail everyone concerned."""
    call.last_amendment += 1
    call.save(update_fields=["last_amendment"])
    amendment = Amendment.objects.create(
        call=call,
        number=call.last_amendment,
        published_at=at,
        text=text.strip(),
        changes=changes,
        published_by=by,
    )
    after = {"amendment": amendment.number, "changes": changes}
    audit.append(call, verb, by=by, at=at, after=after, reason=text)
    message.tell(
        concerned(call),
        "amendment",
        audience=Audience.PUBLIC,
        about=f"call:{call.pk}",
        call=call,
        amendment=amendment,
    )
    return amendment


def _change(
    row: models.Model, name: str, value: Any, shown: models.Model, at: datetime
) -> dict[str, str]:
    """Set one column of a row, and return its old and its new value."""
    what = f"{row}: {row._meta.get_field(name).verbose_name}"  # type: ignore[union-attr]
    before = getattr(row, name)
    if before != getattr(shown, name):
        raise RuleBroken(Refusal.STALE_AMENDMENT, what=what)
    if isinstance(row, Stage) and name in ("opens_at", "closes_at") and row.closes_at < at:
        raise RuleBroken(Refusal.STAGE_CLOSED)
    if name == "closes_at" and value <= at:
        raise RuleBroken(Refusal.CLOSES_IN_PAST)
    setattr(row, name, value)
    return {"what": what, "before": _text(before), "after": _text(value)}


def _require_range(row: models.Model) -> None:
    if isinstance(row, Stage) and row.opens_at >= row.closes_at:
        raise RuleBroken(Refusal.CLOSES_BEFORE_OPENING)
    if not isinstance(row, Limit) or row.minimum is None or row.maximum is None:
        return
    if row.minimum > row.maximum:
        raise RuleBroken(Refusal.LIMIT_REVERSED)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def concerned(call: Call) -> models.QuerySet[User]:
    """Return the people whose draft or proposal an amendment may concern: those of its agencies."""
    live = Proposal.objects.filter(
        call=call,
        status__in=LIVE,
    )
    joined = Joining.objects.joined().filter(proposal__in=live).order_by()
    people = User.objects.filter(
        Q(memberships__agency__in=live.values("lead_agency"))
        | Q(memberships__agency__in=joined.values("agency"))
    )
    return people.distinct().order_by("pk")
