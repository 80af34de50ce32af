"""Who sees a proposal and the rows that belong to it, and who may write and move it."""

from proposals.access.proposal import office, team

__all__ = ["office", "team"]
