"""Checks of the history, and of the rows that it tells of. They read alone, and repair nothing."""

from collections.abc import Iterator

from django.db import connection

from proposals.content.audit import anchor, chain, proposal
from proposals.content.audit.problem import Problem
from proposals.content.audit.snapshot import snapshot
from proposals.models import triggers

__all__ = ["Problem", "verify"]


def verify() -> Iterator[Problem]:
    """Check triggers, chains, anchors and proposals; yield what isn't as the history says.

    All rows are streamed, and read as they were at one moment.
    """
    yield from (Problem(table, text) for table, text in triggers.problems(connection))
    with snapshot():
        yield from chain.broken()
        yield from anchor.broken()
        yield from proposal.gone()
        yield from proposal.forged()
