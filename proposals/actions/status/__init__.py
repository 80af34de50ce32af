"""A proposal's status: move() alone changes it."""

from proposals.actions.status.move import Offer, hold, lock, move, offers

__all__ = ["Offer", "hold", "lock", "move", "offers"]
