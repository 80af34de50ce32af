"""The data files of the demonstration, and the calendar of their days."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Row = dict[str, Any]
T = TypeVar("T")

DATA = Path(__file__).resolve().parents[2] / "data"
BEIJING = timedelta(hours=8)


@cache
def read(name: str) -> Row:
    """Return the content of one data file. The caller must not change it."""
    content: Row = json.loads((DATA / f"{name}.json").read_text())
    return content


@cache
def payloads() -> Mapping[str, Row]:
    """Return the fictional payloads by their code."""
    rows = [
        row for path in sorted(DATA.glob("payloads/*.json")) for row in json.loads(path.read_text())
    ]
    return {row["code"]: row for row in rows}


def pick(choices: Sequence[T], *key: object) -> T:
    """Choose one of several values; the same key always gives the same choice."""
    return choices[number(*key) % len(choices)]


def number(*key: object) -> int:
    return zlib.crc32(" ".join(map(str, key)).encode())


@dataclass(frozen=True)
class Calendar:
    """Days counted from the one on which the demonstration is seeded."""

    today: date

    def at(self, day: float, *key: object) -> datetime:
        """Return a time within the office hours of a day; different keys give different minutes."""
        minute = 60 + number(*key) % 480
        return self._midnight() + timedelta(days=day, minutes=minute)

    def opens(self, day: int) -> datetime:
        """Return 00:00 of a day, Beijing time."""
        return self._midnight() + timedelta(days=day) - BEIJING

    def closes(self, day: int) -> datetime:
        """Return 23:59:59 of a day, Beijing time."""
        return self.opens(day + 1) - timedelta(seconds=1)

    def day(self, day: int) -> date:
        return self.today + timedelta(days=day)

    def month(self, day: int) -> str:
        return f"{self.day(day):%Y-%m}"

    def _midnight(self) -> datetime:
        return datetime.combine(self.today, time(), UTC)
