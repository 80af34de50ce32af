"""Read JSON that comes from outside: what is there, and everything that is wrong with it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TOO_LONG = 300  # digits of a number that nobody needs
ENDLESS = float("inf")


@dataclass(frozen=True)
class Problematic:
    """One thing that is wrong, with the ids that it concerns."""

    code: str
    ids: tuple[str, ...]
    message: str


def refused(errors: Iterable[Problematic]) -> dict[str, Any]:
    """Return the answer to what can't be answered as it is."""
    return {
        "status": "refused",
        "errors": [
            {"code": one.code, "ids": list(one.ids), "message": one.message} for one in errors
        ],
    }


@dataclass
class JsonReading:
    """What was read so far, and everything that was wrong with it."""

    _errors: dict[Problematic, None] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problematic]:
        """Return what was wrong, in the order in which it was found, each thing once."""
        return list(self._errors)

    def refuse(self, code: str, ids: Sequence[str], message: str) -> None:
        self._errors[Problematic(code, tuple(ids), message)] = None

    def load(self, text: str | bytes, name: str) -> Mapping[str, Any]:
        """Return the object that a text holds. An empty one stands for what can't be read."""
        try:
            data = json.loads(text, parse_int=_whole)
        except (ValueError, RecursionError):
            self.refuse("not_json", [], "this isn't JSON")
            return {}
        return self.record(data, [], name, may_lack=False)

    def number(
        self, value: Any, ids: Sequence[str], name: str, *, low: int = 0, high: float = ENDLESS
    ) -> int:
        """Return a whole number within bounds, 0 if it is none."""
        if isinstance(value, int | float):
            is_whole = not isinstance(value, bool) and abs(value) < ENDLESS
            if is_whole and value == int(value) and low <= value <= high:
                return int(value)
            self.refuse("bad_number", ids, f"{name} isn't a whole number that is possible here")
        else:
            self.refuse("bad_value", ids, f"{name} isn't a number")
        return 0

    def text(self, value: Any, ids: Sequence[str], name: str) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        self.refuse("bad_value", ids, f"{name} isn't a text")
        return ""

    def texts(self, value: Any, ids: Sequence[str], name: str) -> frozenset[str]:
        if value is None:
            return frozenset()
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return frozenset(value)
        self.refuse("bad_value", ids, f"{name} isn't a list of texts")
        return frozenset()

    def record(
        self, value: Any, ids: Sequence[str], name: str, *, may_lack: bool = True
    ) -> Mapping[str, Any]:
        if value is None and may_lack:
            return {}
        if isinstance(value, dict):
            return value
        self.refuse("bad_value", ids, f"{name} isn't an object")
        return {}

    def records(self, value: Any, name: str) -> list[Mapping[str, Any]]:
        """Return the objects of a list."""
        if not isinstance(value, list):
            self.refuse("bad_value", [name], f"{name} isn't a list")
            return []
        if not all(isinstance(one, dict) for one in value):
            self.refuse("bad_value", [name], f"{name} holds something that isn't an object")
        return [one for one in value if isinstance(one, dict)]

    def name(self, value: Any, place: str) -> str:
        """Return an id: a text that isn't empty."""
        if isinstance(value, str) and value:
            return value
        self.refuse("bad_value", [place], f"an id in {place} isn't a text")
        return ""


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < TOO_LONG else ENDLESS
