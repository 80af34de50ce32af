"""Each entry against its hash, its columns, and the entry before it in its chain."""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from proposals.content.audit.problem import Problem
from proposals.domain.canonical import sha256
from proposals.models.audit import AuditEntry


def broken() -> Iterator[Problem]:
    """Yield the first broken link of each chain."""
    previous: AuditEntry | None = None
    last_broken = ""
    for entry in AuditEntry.objects.order_by("chain", "sequence").iterator(chunk_size=2000):
        if previous is not None and previous.chain != entry.chain:
            previous = None
        problem = _problem(entry, previous)
        if problem and last_broken != entry.chain:
            last_broken = entry.chain
            yield Problem(f"{entry.chain} {entry.sequence}", problem)
        previous = entry


def payload(text: str) -> dict[str, Any]:
    """Read an entry's text. A forged text may not be JSON at all."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _problem(entry: AuditEntry, previous: AuditEntry | None) -> str:
    """Describe what is wrong with an entry; return "" if nothing is wrong."""
    if sha256(entry.text) != entry.hash:
        return "the text doesn't match its hash"
    if entry.sequence != (previous.sequence + 1 if previous else 1):
        return "an entry before this one is missing"
    if entry.previous_hash != (previous.hash if previous else ""):
        return "the entry doesn't continue the one before"
    columns = {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "actor": entry.actor_id,
        "verb": entry.verb,
        "previous": entry.previous_hash,
        "at": entry.at.astimezone(UTC).isoformat(),
    }
    told = payload(entry.text)
    differing = [name for name, value in columns.items() if told.get(name, "") != value]
    return f"columns differ from the hashed text: {', '.join(differing)}" if differing else ""
