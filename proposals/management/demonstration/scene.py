"""A call with its cast, and the playing of many stories in the order of their times."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import TypeVar

from proposals.management.demonstration.account import Cast
from proposals.management.demonstration.source import Calendar, Row
from proposals.models.call import Call, Stage

T = TypeVar("T")

# A story: before each act it yields the act's time, and goes on when it is that time's turn.
Acts = Generator[datetime, None, T]


@dataclass(frozen=True)
class Scene:
    call: Call
    row: Row
    stages: list[Stage]
    cast: Cast
    calendar: Calendar


def play(stories: Iterable[Acts[None]]) -> None:
    """Let stories act in the order of time, so that references and history count upwards."""
    waiting = [
        (at, number, story)
        for number, story in enumerate(stories)
        if (at := next(story, None)) is not None
    ]
    heapify(waiting)
    while waiting:
        now, number, story = heappop(waiting)
        at = next(story, None)
        if at is None:
            continue
        if at < now:
            raise ValueError(f"story {number} goes back in time, from {now} to {at}")
        heappush(waiting, (at, number, story))
