"""Append-only history: write an entry, anchor all chains, and verify them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from proposals.access.person import membership_role
from proposals.domain.canonical import canonical, sha256
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.audit import AuditAnchor, AuditEntry, chain_of
from proposals.models.revision import Revision


@dataclass(frozen=True)
class Break:
    """The first broken link that was found in a chain."""

    chain: str
    sequence: int
    problem: str


def entries(subject: models.Model) -> models.QuerySet[AuditEntry]:
    """Return a subject's history, the oldest entry first."""
    return AuditEntry.objects.filter(chain=chain_of(subject)).order_by("sequence")


def append(
    subject: models.Model,
    verb: Verb,
    *,
    by: User | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Append one entry to the subject's chain. The caller holds the lock of the subject's row.

    Without that lock two transactions could take the same sequence number, and the database would
    refuse the second entry. `by` is None for the system. Values are JSON without floats. The hash
    is computed from the canonical text, which holds the hash of the entry before.
    """
    chain = chain_of(subject)
    last = AuditEntry.objects.filter(chain=chain).order_by("-sequence").first()
    text = canonical(
        {
            "chain": chain,
            "sequence": last.sequence + 1 if last else 1,
            "at": at.astimezone(UTC).isoformat(),
            "actor": by.pk if by else None,
            "for_office": for_office(by, subject),
            "verb": verb,
            "before": dict(before or {}),
            "after": dict(after or {}),
            "reason": reason,
            "previous": last.hash if last else "",
        }
    )
    return AuditEntry.objects.create(
        chain=chain,
        sequence=last.sequence + 1 if last else 1,
        at=at,
        actor_id=by.pk if by else None,
        verb=verb,
        text=text,
        previous_hash=last.hash if last else "",
        hash=sha256(text),
    )


def for_office(person: User | None, subject: models.Model) -> bool:
    """Tell whether a person acts for the office now; a member of the lead agency acts for that."""
    if person is None or not person.is_staff:
        return False
    agency_id = getattr(subject, "lead_agency_id", None)
    return agency_id is None or membership_role(person, agency_id) is None


@transaction.atomic
def anchor(*, at: datetime) -> AuditAnchor:
    """Write an anchor: the last hash of every chain, hashed together with the anchor before."""
    heads = _heads()
    # Lock the first anchor, not the last: after the wait, the row that was the last one may have a
    # successor, and two anchors would continue it.
    AuditAnchor.objects.select_for_update().order_by("pk").values("pk").first()
    last = AuditAnchor.objects.order_by("-pk").first()
    previous = last.hash if last else ""
    text = canonical(heads)
    return AuditAnchor.objects.create(
        at=at,
        entries=sum(sequence for sequence, _ in heads.values()),
        heads=text,
        previous_hash=previous,
        hash=_anchor_hash(text, at=at, previous=previous),
    )


def verify() -> Iterator[Break]:
    """Check every chain, every anchor and every revision; yield the first broken link of each."""
    heads: dict[str, dict[int, str]] = {}
    rows = AuditEntry.objects.order_by("chain", "sequence").iterator(chunk_size=2000)
    previous: AuditEntry | None = None
    broken = ""
    for entry in rows:
        if previous is not None and previous.chain != entry.chain:
            previous = None
        heads.setdefault(entry.chain, {})[entry.sequence] = entry.hash
        problem = _problem(entry, previous)
        if problem and broken != entry.chain:
            broken = entry.chain
            yield Break(entry.chain, entry.sequence, problem)
        previous = entry
    yield from _verify_anchors(heads)
    yield from _verify_revisions()


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
    payload = _payload(entry)
    differing = [name for name, value in columns.items() if payload.get(name, "") != value]
    return f"columns differ from the hashed text: {', '.join(differing)}" if differing else ""


def _payload(entry: AuditEntry) -> dict[str, Any]:
    """Read an entry's text. A forged text may not be JSON at all."""
    try:
        payload = json.loads(entry.text)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


def _verify_anchors(heads: Mapping[str, Mapping[int, str]]) -> Iterator[Break]:
    previous = ""
    for one in AuditAnchor.objects.order_by("pk"):
        expected = _anchor_hash(one.heads, at=one.at, previous=previous)
        if (one.previous_hash, one.hash) != (previous, expected):
            yield Break("anchor", one.pk, "the anchor was altered or one before it is missing")
            return
        previous = one.hash
        for chain, (sequence, digest) in json.loads(one.heads).items():
            if heads.get(chain, {}).get(sequence) != digest:
                yield Break(
                    chain, sequence, f"an entry that anchor {one.pk} saw is gone or differs"
                )
                return


def _verify_revisions() -> Iterator[Break]:
    """Check each frozen revision against its hash, and against the revision before."""
    previous: tuple[int, str] | None = None
    rows = Revision.objects.order_by("proposal", "number").values_list(
        "proposal", "proposal__reference", "number", "content", "sha256", "previous_sha256"
    )
    for proposal, reference, number, content, digest, before in rows.iterator(chunk_size=500):
        expected = previous[1] if previous and previous[0] == proposal else ""
        if sha256(content) != digest:
            yield Break(reference, number, "the revision's content doesn't match its hash")
        elif before != expected:
            yield Break(reference, number, "the revision doesn't continue the one before")
        previous = (proposal, digest)


def _anchor_hash(heads: str, *, at: datetime, previous: str) -> str:
    return sha256(
        canonical({"heads": heads, "at": at.astimezone(UTC).isoformat(), "previous": previous})
    )


def _heads() -> dict[str, list[Any]]:
    latest = AuditEntry.objects.values("chain").annotate(latest=Max("pk")).values("latest")
    rows = AuditEntry.objects.filter(pk__in=latest).values_list("chain", "sequence", "hash")
    return {chain: [sequence, digest] for chain, sequence, digest in rows}
