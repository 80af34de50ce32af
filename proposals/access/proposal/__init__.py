"""Who sees a proposal and what hangs on it, and who may write and move it."""

from proposals.access.proposal import office, team

__all__ = ["office", "team"]
