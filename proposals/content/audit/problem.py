"""What a check of the history has found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that isn't as the history says."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"
