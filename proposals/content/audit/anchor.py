"""Each anchor against the anchor before it, the entries that it saw, and its line outside."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from proposals.content.audit.chain import payload
from proposals.content.audit.problem import Problem
from proposals.domain.merkle import Tree
from proposals.models.audit import AuditAnchor, AuditEntry, head

ALTERED = "the anchor was altered or one before it is missing"
GONE = "entries that it saw are gone or differ"
VERSION = 2


def broken() -> Iterator[Problem]:
    """Yield the first anchor that isn't as it was written, or whose entries aren't."""
    last = AuditAnchor.objects.order_by("-pk").first()
    if last is None:
        chains = AuditEntry.objects.filter(sequence=1).count()
        if chains:
            yield Problem("anchor", f"there is no anchor over {chains} chains")
    elif altered := _first_altered():
        yield Problem(f"anchor {altered.pk}", ALTERED)
    else:
        yield from _old_heads()
        yield from _roots()


def count_unanchored() -> int:
    """Count the entries that are newer than the last anchor."""
    last = AuditAnchor.objects.order_by("-pk").first()
    if last is None:
        return AuditEntry.objects.count()
    if _is_old(last):
        return max(0, AuditEntry.objects.count() - last.entries)
    return AuditEntry.objects.filter(pk__gt=payload(last.heads)["through"]).count()


def compare(lines: Iterable[str]) -> Iterator[Problem]:
    """Compare anchors with the lines that were kept of them outside, 500 at a time."""
    numbered = enumerate(lines, 1)
    while chunk := list(islice(numbered, 500)):
        yield from _compare([(number, line.split()) for number, line in chunk if line.strip()])


def _compare(kept: Sequence[tuple[int, list[str]]]) -> Iterator[Problem]:
    whole = {number: words for number, words in kept if len(words) == 4 and words[0].isdecimal()}
    numbers = [int(words[0]) for words in whole.values()]
    anchors = AuditAnchor.objects.defer("heads").in_bulk(numbers)
    for number, words in kept:
        if number not in whole:
            yield Problem(f"line {number}", "it isn't the line of an anchor")
        elif (anchor := anchors.get(int(words[0]))) is None:
            yield Problem(f"anchor {words[0]}", "it is gone, and was kept outside")
        elif anchor.line().split() != words:
            yield Problem(f"anchor {words[0]}", "it differs from the line that was kept outside")


def _first_altered() -> AuditAnchor | None:
    """Return the first anchor that doesn't match its hash or doesn't continue the one before."""
    previous = ""
    for one in AuditAnchor.objects.order_by("pk").iterator(chunk_size=100):
        if (one.previous_hash, one.hash, one.entries) != (
            previous,
            one.computed_hash(),
            _entries(one),
        ):
            return one
        previous = one.hash
    return None


def _entries(one: AuditAnchor) -> Any:
    """Return the number of entries that the hashed text of an anchor states."""
    told = payload(one.heads)
    return sum(last for last, _ in told.values()) if _is_old(one) else told.get("entries")


def _is_old(one: AuditAnchor) -> bool:
    return payload(one.heads).get("version") != VERSION


def _old_heads() -> Iterator[Problem]:
    """Look for the heads that anchors of before version 2 name; yield the first that is gone."""
    seen: dict[tuple[str, int], tuple[str, int]] = {}
    for one in AuditAnchor.objects.order_by("pk").iterator(chunk_size=100):
        if _is_old(one):
            for chain, (sequence, digest) in payload(one.heads).items():
                seen.setdefault((chain, sequence), (digest, one.pk))
    if not seen:
        return
    rows = AuditEntry.objects.values_list("chain", "sequence", "hash")
    for chain, sequence, digest in rows.iterator(chunk_size=2000):
        if seen.get((chain, sequence), ("", 0))[0] == digest:
            del seen[chain, sequence]
    for (chain, sequence), (_, pk) in islice(seen.items(), 1):
        yield Problem(f"{chain} {sequence}", f"an entry that anchor {pk} saw is gone or differs")


def _roots() -> Iterator[Problem]:
    """Build the tree of all heads entry by entry; yield the first anchor that saw another one."""
    rows = AuditEntry.objects.order_by("pk").values_list("pk", "chain", "sequence", "hash")
    entries = rows.iterator(chunk_size=2000)
    entry = next(entries, None)
    tree, places, count = Tree(), dict[str, int](), 0
    for one in AuditAnchor.objects.order_by("pk").iterator(chunk_size=100):
        if _is_old(one):
            continue
        told = payload(one.heads)
        while entry and entry[0] <= told["through"]:
            _, chain, sequence, digest = entry
            tree.put(places.setdefault(chain, len(places)), head(chain, sequence, digest))
            count += 1
            entry = next(entries, None)
        if (tree.root(), count) != (told["root"], told["entries"]):
            yield Problem(f"anchor {one.pk}", GONE)
            return
