"""Whether a transition is legal from where a proposal stands, and where it leads."""

from collections.abc import Collection
from dataclasses import dataclass

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import LABELS, Level, S, Status
from proposals.domain.workflow.table import CAME_FROM, TRANSITIONS, Actor, Transition


@dataclass(frozen=True)
class Standing:
    """Where a proposal stands, and who asks to move it."""

    status: Status
    came_from: Status | None
    level: Level | None
    actors: frozenset[Actor]


def next_status(verb: Verb, standing: Standing) -> Status:
    """Return the status that a transition leads to from here, before any need is asked.

    Raises: RuleBroken WRONG_STATUS when the table has no such move, NOT_YOURS when this person
    may not make it.
    """
    row = TRANSITIONS[verb]
    level = standing.level or Level.UNIT
    for move in row.moves:
        if move.source != standing.status or level not in move.levels:
            continue
        if not row.by & standing.actors:
            raise RuleBroken(Refusal.NOT_YOURS)
        target = standing.came_from if move.target == CAME_FROM else Status(move.target)
        if target is not None:
            return target
    raise RuleBroken(Refusal.WRONG_STATUS, label=row.label, status=LABELS[standing.status])


def check_needs(verb: Verb, met: Collection[Need]) -> None:
    """Refuse with the first need of the transition that isn't met.

    Raises: RuleBroken with the refusal of that need.
    """
    for need in TRANSITIONS[verb].needs:
        if need not in met:
            raise RuleBroken(need.refusal)


def legal(standing: Standing) -> list[Transition]:
    """List the transitions that status and actor allow now, in the order of the table."""
    return [row for row in TRANSITIONS.values() if _is_legal(row.verb, standing)]


def remembered(standing: Standing) -> Status:
    """Return the status that came_from keeps: a question's own came_from outlives the question."""
    if standing.status is S.CLARIFICATION and standing.came_from:
        return standing.came_from
    return standing.status


def _is_legal(verb: Verb, standing: Standing) -> bool:
    try:
        next_status(verb, standing)
    except RuleBroken:
        return False
    return True
