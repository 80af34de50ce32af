"""The row lock of a proposal, which every change to it waits for."""

from typing import NewType

from proposals.models.proposal import Proposal

# A proposal as it was read under its lock, in this transaction. Only lock() makes one, so that the
# type checker finds an action that would work on a row of before the lock.
Locked = NewType("Locked", Proposal)


def hold(proposal: Proposal) -> None:
    """Take the lock and read nothing."""
    Proposal.objects.select_for_update().values("pk").get(pk=proposal.pk)


def lock(proposal: Proposal) -> Locked:
    """Load a proposal under its lock. An action does this once, and works on what it returns."""
    # Locked first, read then: PostgreSQL joins a row that it waited for with the related rows of
    # before the wait, so that a second submission would miss the first one's revision.
    hold(proposal)
    locked = Proposal.objects.select_related(
        "call", "stage", "lead_agency", "current_revision"
    ).get(pk=proposal.pk)
    locked.stage.call = locked.call  # the same row, loaded once
    return Locked(locked)
