"""Append-only history: write an entry, and anchor all chains."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Min

from proposals.access.proposal.team import partner_proposals
from proposals.domain.canonical import canonical, sha256
from proposals.domain.merkle import Tree
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.audit import AuditAnchor, AuditEntry, chain_of, head, last_settled
from proposals.models.proposal import Proposal


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
    """Tell whether a person acts for the office now; whoever is in the team acts for the team."""
    if person is None or not person.is_staff:
        return False
    proposal = getattr(subject, "proposal", subject)
    is_anywhere = person.agency_roles or person.proposal_roles
    if not isinstance(proposal, Proposal) or not is_anywhere:
        return True
    return not partner_proposals(person).filter(pk=proposal.pk).exists()


def anchor(*, at: datetime) -> AuditAnchor:
    """Write an anchor: one hash over the last entry of every chain, and over the anchor before."""
    settled = last_settled()
    with transaction.atomic():
        # Lock the first anchor, not the last: after the wait, the row that was the last one may
        # have a successor, and two anchors would continue it.
        AuditAnchor.objects.select_for_update().order_by("pk").values("pk").first()
        last = AuditAnchor.objects.order_by("-pk").first()
        # Another anchor may have been written since, over newer entries.
        through = max(settled, json.loads(last.heads).get("through", 0) if last else 0)
        covered = AuditEntry.objects.filter(pk__lte=through)
        entries = covered.count()
        new = AuditAnchor(
            at=at,
            entries=entries,
            heads=canonical(
                {"version": 2, "through": through, "entries": entries, "root": _root(covered)}
            ),
            previous_hash=last.hash if last else "",
        )
        new.hash = new.computed_hash()
        new.save()
        return new


def _root(covered: models.QuerySet[AuditEntry]) -> str:
    """Return the root of the tree over the last entry of each chain, in the order of the first."""
    chains = covered.values("chain").annotate(first=Min("pk"), last=Max("pk")).order_by("first")
    rows = covered.filter(pk__in=chains.order_by().values("last"))
    heads = {
        pk: head(chain, sequence, digest)
        for pk, chain, sequence, digest in rows.values_list("pk", "chain", "sequence", "hash")
    }
    tree = Tree()
    for position, last in enumerate(chains.values_list("last", flat=True)):
        tree.put(position, heads[last])
    return tree.root()


def keep_outside(path: Path) -> int:
    """Add a line for each anchor that isn't in the file yet; return how many lines were added.

    The file is somewhere where who owns the database can't change it. If it can't be written, the
    next run adds what is missing.
    """
    with path.open("a+", encoding="ascii") as file:
        file.seek(0)
        whole, _, torn = file.read().rpartition("\n")
        numbers = [line.split(" ")[0] for line in whole.splitlines()]
        last = max((int(one) for one in numbers if one.isdecimal()), default=0)
        new = AuditAnchor.objects.filter(pk__gt=last).order_by("pk").defer("heads")
        lines = [f"{one.line()}\n" for one in new.iterator(chunk_size=1000)]
        file.writelines(["\n" if torn else "", *lines])
        file.flush()
        os.fsync(file.fileno())
    return len(lines)
