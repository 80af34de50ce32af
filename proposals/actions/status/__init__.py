"""A proposal's status: move() alone changes it."""

from proposals.actions.status.lock import Locked, hold, lock
from proposals.actions.status.move import (
    OpenTransition,
    move,
    move_locked,
    open_transitions,
    refusal,
)

__all__ = [
    "Locked",
    "OpenTransition",
    "hold",
    "lock",
    "move",
    "move_locked",
    "open_transitions",
    "refusal",
]
