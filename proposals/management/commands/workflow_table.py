"""`manage.py workflow_table`: write the table of transitions as a page of Markdown."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import CHAIN, EDITABLE, FINAL, LABELS, Level, Status
from proposals.domain.workflow.table import (
    ANY_LEVEL,
    CAME_FROM,
    TRANSITIONS,
    Actor,
    Move,
    Transition,
)

PAGE = Path("docs") / "workflow.md"
INTRO = """\
# Life of a proposal

Written by `python manage.py workflow_table --write` from `proposals/domain/workflow/table.py`; a test compares
the two. Change the table there, and write this page anew.

A proposal has a **status** and the **stage** of the call that it answers. Only `move()` in
`proposals/actions/status/move.py` changes them: it locks the row, looks up this table, asks what is needed,
writes the history and queues the mail, in one transaction. Nobody moves a proposal past this table, a
superuser included. “Where it was” is the status, and the stage, that the proposal had before.
"""
WHO = {
    Actor.LEAD: "lead team",
    Actor.OFFICER: "officer",
    Actor.SYSTEM: "the system",
    Actor.RELEASE: "released decision",
}
WHO_MEANS = """\
- **lead team**: the lead proposer, or an administrator of the lead agency
- **officer**: a programme officer
- **the system**: the worker, by the clock
- **released decision**: one officer drafted it, another scheduled it, and its undo time is over
"""
# A transition with more sources than this isn't drawn, because its arrows would cover the drawing.
DRAWN_SOURCES = 4
AFTER_SELECTION = frozenset({*CHAIN, Status.LOST, Status.TERMINATED})


class Command(BaseCommand):
    help = "Print the workflow's page, or write it to docs/workflow.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write it to {PAGE}")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            (Path(settings.BASE_DIR) / PAGE).write_text(page())
        else:
            self.stdout.write(page(), ending="")


def _sentence(need: Need) -> str:
    """Return what is said when a need isn't met, without the figures of the single case."""
    return re.sub(r"%\(\w+\)s", "…", need.refusal.value)


def page() -> str:
    rows = list(TRANSITIONS.values())
    parts = [
        INTRO,
        "## Statuses\n",
        _table(("status", "partners read", "team edits", "final"), map(_status, Status)),
        "## From a draft to the decision\n",
        _drawing(rows, lambda move: move.source not in CHAIN and move.target not in CHAIN[1:]),
        "## After the selection\n",
        _drawing(rows, lambda move: move.source in CHAIN and move.target in AFTER_SELECTION),
        "## Transitions\n",
        WHO_MEANS,
        _table(("transition", "from → to", "who", "needs"), map(_transition, rows)),
        "## What is said when a need isn't met\n",
        _table(
            ("need", "sentence"), ((f"`{need.name.lower()}`", _sentence(need)) for need in Need)
        ),
    ]
    return "\n".join(parts)


def _table(head: Collection[str], rows: Iterable[Collection[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _status(status: Status) -> tuple[str, ...]:
    edits, final = ("yes" if status in group else "" for group in (EDITABLE, FINAL))
    return f"`{status}`", LABELS[status], edits, final


def _transition(row: Transition) -> tuple[str, ...]:
    who = ", ".join(WHO[actor] for actor in Actor if actor in row.by)
    needs = ", ".join(f"`{need.name.lower()}`" for need in row.needs)
    return f"`{row.name}`<br>{row.label}", "<br>".join(_moves(row)), who, needs


def _moves(row: Transition) -> Iterator[str]:
    """Write a transition's moves; moves with the same target and levels share a line."""
    together: dict[tuple[str, frozenset[Level]], list[str]] = {}
    for move in row.moves:
        together.setdefault((move.target, move.levels), []).append(f"`{move.source}`")
    for (target, levels), sources in together.items():
        end = "where it was" if target == CAME_FROM else f"`{target}`"
        yield f"{', '.join(sources)} → {end}{_levels(levels)}"


def _levels(levels: frozenset[Level]) -> str:
    """Name the levels of cooperation that may make a move, unless all of them may."""
    if levels == ANY_LEVEL:
        return ""
    named = " and ".join(level for level in Level if level in levels)
    return f" ({named} level)"


def _drawing(rows: Iterable[Transition], belongs: Callable[[Move], bool]) -> str:
    """Draw the moves between these statuses, and name the transitions that aren't drawn."""
    arrows: dict[tuple[str, str], list[str]] = {}
    beside = []
    for row in rows:
        moves = [move for move in row.moves if belongs(move)]
        if len(moves) > DRAWN_SOURCES:
            beside.append(f"`{row.name}`")
            continue
        for move in moves:
            label = f"{row.name}{_levels(move.levels)}"
            arrows.setdefault((move.source, move.target), []).append(label)
    lines = [
        f"    {source} --> {target}: {', '.join(labels)}"
        for (source, target), labels in arrows.items()
    ]
    if any(target == CAME_FROM for _, target in arrows):
        lines.insert(0, f'    state "where it was" as {CAME_FROM}')
    drawn = "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
    return f"{drawn}\n\nNot drawn, because they lead from many statuses: {', '.join(beside)}.\n"
