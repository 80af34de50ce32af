"""A call with its people, and the function that plays many stories in the order of time."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import TypeVar

from proposals.management.demonstration.account import Cast
from proposals.management.demonstration.source import Calendar, Row
from proposals.models.call import Call, Stage

T = TypeVar("T")

# A story is a generator. Before each act it yields the act's time, and waits until play() goes on.
Acts = Generator[datetime, None, T]


@dataclass(frozen=True)
class Scene:
    call: Call
    row: Row
    stages: list[Stage]
    cast: Cast
    calendar: Calendar


def play(stories: Iterable[Acts[None]]) -> None:
    """Run all stories in the order of time, so that references and history are in this order."""
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
