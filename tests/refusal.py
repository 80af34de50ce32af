"""A rule's refusal, and that it leaves everything as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.models.audit import AuditEntry
from proposals.models.message import Message
from proposals.models.proposal import Proposal


@contextmanager
def refused(
    refusal: Refusal | None = None, *, says: str = "", field: str | None = None
) -> Iterator[None]:
    """Expect a RuleBroken for this reason, whose sentence contains `says` and names `field`."""
    assert refusal or says, "say which refusal is expected"
    with pytest.raises(RuleBroken) as caught:
        yield
    assert refusal in (None, caught.value.refusal), str(caught.value)
    assert says in str(caught.value)
    assert field in (None, caught.value.field)


def written(proposal: Proposal) -> tuple[object, ...]:
    """Return all that a refusal must leave as it is."""
    row = Proposal.objects.values("status", "stage", "came_from_status", "current_revision")
    return (
        row.get(pk=proposal.pk),
        proposal.revisions.count(),
        proposal.decisions.count(),
        proposal.clarifications.count(),
        AuditEntry.objects.count(),
        Message.objects.count(),
    )


@contextmanager
def nothing_written(proposal: Proposal) -> Iterator[None]:
    """Expect that status, revisions, history and outbox are what they were."""
    before = written(proposal)
    yield
    assert written(proposal) == before
