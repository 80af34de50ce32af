"""Reviewers at work: assigned, accepting or in conflict, writing, finishing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from proposals.actions import review
from proposals.actions.review import Marks
from proposals.management.demonstration.scene import Acts, Scene
from proposals.management.demonstration.source import number, pick, read
from proposals.models.account import User
from proposals.models.call import Criterion
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment

PLAIN = ("reviewer-2", "reviewer-3", "reviewer-4", "reviewer-5", "reviewer-6")


def panel_of(count: int, *key: object) -> list[str]:
    """Name as many reviewers as are wanted, all of whom finish."""
    first = number(*key) % len(PLAIN)
    return [f"{PLAIN[(first + step) % len(PLAIN)]}:finished" for step in range(count)]


def reviewed(
    scene: Scene,
    proposal: Proposal,
    plan: Sequence[str],
    *,
    days: tuple[int, int],
    merit: int,
    declared: str = "",
) -> Acts[None]:
    """Take reviewers from assignment to the state that the plan names ("reviewer-2:finished").

    `days` are the day of the assignment and the due day; `merit` is a number from 1 to 3.
    """
    first, due = days
    assigned = []
    for entry in plan:
        name, _, state = entry.partition(":")
        at = scene.calendar.at(first, proposal.reference)
        yield at
        assignment = review.assign(
            proposal,
            reviewer=scene.cast.reviewers[name],
            due_at=scene.calendar.closes(due),
            by=scene.cast.officer,
            at=at,
        )
        assigned.append((assignment, state))
    for step, (assignment, state) in enumerate(assigned):
        if state != "invited":
            # Each reviewer reads one proposal after the other and finishes well before the due date.
            day = first + 2 + 2 * step
            yield from _worked(scene, assignment, state, day=day, merit=merit, declared=declared)


def _worked(
    scene: Scene, assignment: Assignment, state: str, *, day: int, merit: int, declared: str
) -> Acts[None]:
    reviewer: User = assignment.reviewer
    at = scene.calendar.at(day, assignment.pk)
    yield at
    if state == "conflict":
        review.declare_conflict(assignment, reason=declared, by=reviewer, at=at)
        return
    one = review.accept(assignment, by=reviewer, at=at).review
    if state == "accepted":
        return
    at = scene.calendar.at(day + 1, assignment.pk)
    yield at
    finish = state == "finished"
    review.save(
        one,
        marks(assignment, merit, whole=finish),
        by=reviewer,
        at=at,
        base=one.version,
        finish=finish,
    )


def marks(assignment: Assignment, merit: int, *, whole: bool) -> Marks:
    """Return scores near the merit with fitting comments; half of them for an unfinished review."""
    criteria = list(assignment.revision.stage.criteria.all())
    written = criteria if whole else criteria[: len(criteria) // 2]
    scores = {one.pk: min(5, merit + number(assignment.pk, one.pk) % 3) for one in written}
    comments = {one.pk: _comment(one, scores[one.pk], assignment) for one in written}
    if not whole:
        return Marks(scores, comments)
    verdict = _verdict(scores)
    title = assignment.revision.title.partition(":")[0]
    texts = read("letters")
    return Marks(
        scores,
        comments,
        recommendation=verdict,
        summary=pick(texts["summaries"][verdict], assignment.pk).replace("{title}", title),
        confidential=pick(texts["confidential"], assignment.pk),
    )


def _comment(criterion: Criterion, score: int, assignment: Assignment) -> str:
    tier = "high" if score >= 4 else "middle" if score == 3 else "low"
    texts: Sequence[str] = read("letters")["comments"][_codes()[criterion.name]][tier]
    return pick(texts, assignment.pk, criterion.pk)


@cache
def _codes() -> dict[str, str]:
    criteria: Mapping[str, Mapping[str, str]] = read("demo")["criteria"]
    return {row["name"]: code for code, row in criteria.items()}


def _verdict(scores: Mapping[int, int]) -> str:
    mean = sum(scores.values()) / len(scores)
    return "yes" if mean >= 3.8 else "minor" if mean >= 2.5 else "no"


def barred(scene: Scene, proposal: Proposal, reason: str, *, at: datetime) -> Acts[None]:
    """Save the conflict of the reviewer who works for the lead agency."""
    yield at
    review.find_conflict(
        proposal,
        reviewer=scene.cast.reviewers["conflicted"],
        reason=reason,
        by=scene.cast.officer2,
        at=at,
    )
