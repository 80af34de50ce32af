"""The row lock of a proposal, which every change to it waits for."""

from typing import NewType

from proposals.models.offer import Offer
from proposals.models.proposal import Proposal

# A proposal as it was read under its lock, in this transaction. Only lock() makes one, so that the
# type checker finds an action that would work on a row of before the lock.
Locked = NewType("Locked", Proposal)


def hold(proposal: Proposal) -> None:
    """Take the lock without reading the row."""
    Proposal.objects.select_for_update().values("pk").get(pk=proposal.pk)


def hold_offer(proposal: Proposal) -> None:
    """Take the lock of the offer that a proposal was submitted for, if it names one.

    Whoever adds to what is selected on the offer takes this lock after the proposal's own, so that
    two selections at once can't both take the place that is left.
    """
    revision = proposal.current_revision
    if revision and revision.platform_id:
        offers = Offer.objects.filter(call=proposal.call_id, platform=revision.platform_id)
        list(offers.select_for_update().values("pk"))


def lock(proposal: Proposal) -> Locked:
    """Load a proposal under its lock. An action calls this once and works on the returned row."""
    # Lock and read in two queries. In one query, PostgreSQL would join the row with related rows
    # from before the wait for the lock, so that a second submission would miss the first revision.
    hold(proposal)
    locked = Proposal.objects.select_related(
        "call", "stage", "lead_agency", "current_revision"
    ).get(pk=proposal.pk)
    locked.stage.call = locked.call  # the same row, loaded once
    return Locked(locked)
