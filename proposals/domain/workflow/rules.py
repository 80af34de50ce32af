"""Whether the table allows a transition now, and to which status it leads."""

from collections.abc import Collection
from dataclasses import dataclass

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import LABELS, Level, S, Status
from proposals.domain.workflow.table import CAME_FROM, TRANSITIONS, Actor, Transition


@dataclass(frozen=True)
class Standing:
    """The status of a proposal, and the actors in whose name a person can move it."""

    status: Status
    came_from: Status | None
    level: Level | None
    actors: frozenset[Actor]


def next_status(verb: Verb, standing: Standing) -> Status:
    """Return the status to which a transition leads from here, before any need is checked.

    Raises: RuleBroken WRONG_STATUS if the table has no such move, NOT_YOURS if this person
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
    """Check the needs of a transition in their order.

    Raises: RuleBroken with the refusal of the first need that isn't met.
    """
    for need in TRANSITIONS[verb].needs:
        if need not in met:
            raise RuleBroken(need.refusal)


def legal(standing: Standing) -> list[Transition]:
    """List the transitions that the status and the actors allow now, in the table's order."""
    return [row for row in TRANSITIONS.values() if _is_legal(row.verb, standing)]


def remembered(standing: Standing) -> Status:
    """Return the status to store as came_from; during a question, the status from before it."""
    if standing.status is S.CLARIFICATION and standing.came_from:
        return standing.came_from
    return standing.status


def _is_legal(verb: Verb, standing: Standing) -> bool:
    try:
        next_status(verb, standing)
    except RuleBroken:
        return False
    return True
