"""Fill the checklist of a screening, come to its result, and change the checklist itself."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from proposals.access.person import require_officer
from proposals.access.proposal.own_agency import require_office
from proposals.actions import audit, status
from proposals.actions.status import Locked
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.screening import NO, YES, PointAnswer, PointGiven, ScreeningResult
from proposals.domain.verb import Verb
from proposals.domain.version import require_latest
from proposals.domain.workflow.status import Status
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.models.screening import CheckPoint, Screening


@transaction.atomic
def fill(
    proposal: Proposal,
    answers: Mapping[int, PointAnswer],
    *,
    stage: Stage,
    by: User,
    at: datetime,
    base: int,
    result: ScreeningResult = ScreeningResult.OPEN,
    reason: str = "",
) -> Proposal:
    """Save the answers to a stage's checklist, by the key of the point, and come to a result.

    Eligible: points without an answer become "yes", and the review starts. Ineligible: without a
    `reason` it is made of the points that decide and are "no". `base` is the number of the version
    that the form showed. Returns: the proposal with its new status.

    Raises: RuleBroken STALE_CHECKLIST, POINT_SAYS_NO, NO_POINT_REASON, or as the transition does.
    """
    require_office(by, proposal)
    locked = status.lock(proposal)
    points = list(stage.checkpoints.all())
    given = {one.pk: answers.get(one.pk, PointAnswer()) for one in points}
    if result is ScreeningResult.ELIGIBLE:
        _require_none_says_no(points, given)
        given = {key: PointAnswer(one.answer or YES, one.note) for key, one in given.items()}
    _save(locked, given, stage=stage, by=by, at=at, base=base)
    if result is ScreeningResult.OPEN:
        return locked
    if locked.status == Status.SUBMITTED:
        locked = status.move_locked(locked, Verb.SCREEN, by=by, at=at)
    if result is ScreeningResult.ELIGIBLE:
        return status.move_locked(locked, Verb.START_REVIEW, by=by, at=at)
    why = reason.strip() or _reason(points, given)
    if not why:
        raise RuleBroken(Refusal.NO_POINT_REASON, field="reason")
    return status.move_locked(locked, Verb.FIND_INELIGIBLE, by=by, at=at, reason=why)


def _require_none_says_no(points: Sequence[CheckPoint], given: Mapping[int, PointAnswer]) -> None:
    for point in points:
        if point.decides and given[point.pk].answer == NO:
            raise RuleBroken(Refusal.POINT_SAYS_NO, point=point.text)


def _reason(points: Sequence[CheckPoint], given: Mapping[int, PointAnswer]) -> str:
    """Make a reason of the points that decide and are "no", each with its note in a line."""
    noes = [(one.text, given[one.pk]) for one in points if one.decides]
    lines = [(text, one.note) for text, one in noes if one.answer == NO]
    return "\n".join(f"{text}: {note}" if note else text for text, note in lines)


def _save(
    proposal: Locked,
    given: Mapping[int, PointAnswer],
    *,
    stage: Stage,
    by: User,
    at: datetime,
    base: int,
) -> None:
    row, _ = Screening.objects.get_or_create(proposal=proposal, stage=stage)
    require_latest(base, row.version, Refusal.STALE_CHECKLIST)
    answers = {str(key): asdict(one) for key, one in given.items() if one != PointAnswer()}
    if answers == row.answers:
        return
    before, row.answers = row.answers, answers
    row.answered = sum(1 for one in given.values() if one.answer)
    row.noes = sum(1 for one in given.values() if one.answer == NO)
    row.version, row.saved_by, row.saved_at = row.version + 1, by, at
    row.save()
    audit.append(
        proposal,
        Verb.FILL_CHECKLIST,
        by=by,
        at=at,
        before={"answers": before},
        after={"answers": answers},
    )


@transaction.atomic
def change_checklist(
    stage: Stage, points: Sequence[PointGiven], *, by: User, at: datetime
) -> list[CheckPoint]:
    """Replace a stage's checklist. What is on a proposal stays: a point with answers isn't removed.

    Raises: RuleBroken NOT_OFFICER or CHECKLIST_ANSWERED.
    """
    require_officer(by)
    Stage.objects.select_for_update().get(pk=stage.pk)
    known = {one.pk: one for one in stage.checkpoints.all()}
    kept = {one.key for one in points}
    used = {
        int(key)
        for answers in Screening.objects.filter(stage=stage).values_list("answers", flat=True)
        for key in answers
    }
    for key, row in known.items():
        if key not in kept and key in used:
            raise RuleBroken(Refusal.CHECKLIST_ANSWERED, point=row.text)
    stage.checkpoints.exclude(pk__in=[key for key in kept if key]).delete()
    rows = []
    for position, one in enumerate(points, 1):
        row = known.get(one.key or 0) or CheckPoint(stage=stage)
        row.position, row.text, row.help, row.decides = position, one.text, one.help, one.decides
        row.save()
        rows.append(row)
    texts = {"before": [row.text for row in known.values()], "after": [row.text for row in rows]}
    audit.append(
        stage,
        Verb.CHANGE_CHECKLIST,
        by=by,
        at=at,
        before={"points": texts["before"]},
        after={"points": texts["after"]},
    )
    return rows
