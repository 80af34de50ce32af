"""Whether a transition is legal from where a proposal stands, and where it leads."""

from collections.abc import Collection
from dataclasses import dataclass

from proposals.domain.refusal import RuleBroken
from proposals.domain.translation import gettext_noop
from proposals.domain.workflow.need import REFUSALS, Need
from proposals.domain.workflow.status import LABELS, Level, S, Status
from proposals.domain.workflow.table import CAME_FROM, TRANSITIONS, Actor, Transition


@dataclass(frozen=True)
class Standing:
    """Where a proposal stands, and who asks to move it."""

    status: Status
    came_from: Status | None
    level: Level | None
    actors: frozenset[Actor]


def next_status(name: str, standing: Standing) -> Status:
    """Return the status that a transition leads to from here, before any need is asked.

    Raises: RuleBroken "status" when the table has no such move, "actor" when this person
    may not make it.
    """
    transition = TRANSITIONS[name]
    level = standing.level or Level.UNIT
    for move in transition.moves:
        if move.source != standing.status or level not in move.levels:
            continue
        if not transition.by & standing.actors:
            raise RuleBroken("actor", gettext_noop("You may not do this to this proposal."))
        target = standing.came_from if move.target == CAME_FROM else Status(move.target)
        if target is not None:
            return target
    raise RuleBroken(
        "status",
        gettext_noop("“%(label)s” isn't possible while the proposal is: %(status)s."),
        label=transition.label,
        status=LABELS[standing.status],
    )


def check_needs(name: str, met: Collection[Need]) -> None:
    """Refuse with the first need of the transition that isn't met.

    Raises: RuleBroken whose code is the need.
    """
    for need in TRANSITIONS[name].needs:
        if need not in met:
            raise RuleBroken(need.value, REFUSALS[need])


def offered(standing: Standing) -> list[Transition]:
    """List the transitions that status and actor allow now, in the order of the table."""
    return [row for row in TRANSITIONS.values() if _is_legal(row.name, standing)]


def remembered(standing: Standing) -> Status:
    """Return what came_from becomes: a question's own came_from outlives the question."""
    if standing.status is S.CLARIFICATION and standing.came_from:
        return standing.came_from
    return standing.status


def _is_legal(name: str, standing: Standing) -> bool:
    try:
        next_status(name, standing)
    except RuleBroken:
        return False
    return True
