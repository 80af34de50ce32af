"""Each proposal against its history: status, files, reviews and revisions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from proposals.content.audit.chain import payload
from proposals.content.audit.problem import Problem
from proposals.content.audit.revision import Texts
from proposals.content.document.frozen import marking
from proposals.content.review import digest
from proposals.domain.canonical import canonical
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import TRANSITIONS
from proposals.models.audit import AuditEntry, chain_of
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.revision import Revision
from proposals.models.section import RELATIONS

CHUNK = 100
REVIEWED = (Verb.SAVE_REVIEW, Verb.FINISH_REVIEW)
STORED = (Verb.STORE_DOCUMENT, Verb.REPLACE_DOCUMENT)
FILES = (*STORED, Verb.REMOVE_DOCUMENT)
READ = (Verb.CREATE, Verb.FREEZE, *TRANSITIONS, *REVIEWED, *FILES)


@dataclass(frozen=True)
class Told:
    """What an entry of the history says."""

    verb: str
    after: Mapping[str, Any]


def gone() -> Iterator[Problem]:
    """Yield the proposals of which the history tells, and which have no row."""
    chains = AuditEntry.objects.filter(sequence=1, chain__startswith="proposal:").order_by("chain")
    rows = iter(chains.values_list("chain", flat=True).iterator(chunk_size=2000))
    while chunk := {int(chain.partition(":")[2]) for chain in islice(rows, CHUNK)}:
        for pk in sorted(chunk - set(Proposal.objects.in_bulk(chunk))):
            yield Problem(f"proposal:{pk}", "the proposal is gone")


def forged() -> Iterator[Problem]:
    """Yield what differs between the proposals and their history, 100 proposals at a time."""
    texts = Texts()
    rows = Proposal.objects.select_related("stage", "lead_agency").order_by("pk")
    every = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(every, CHUNK)):
        _load(chunk)
        histories = _histories(chunk)
        for one in chunk:
            told = histories[chain_of(one)]
            found = (
                *_status(one, told),
                *_files(one, told),
                *_reviews(one, told),
                *_revisions(one, told, texts),
            )
            yield from (Problem(f"{one}{place}", text) for place, text in found)


def _load(chunk: list[Proposal]) -> None:
    revisions = Revision.objects.select_related("stage__call").order_by("number")
    assignments = Assignment.objects.select_related("review")
    prefetch_related_objects(
        chunk,
        "documents",
        Prefetch("assignments", assignments),
        "assignments__review__scores",
        Prefetch("revisions", revisions),
        *(f"revisions__versions__{rows}" for rows in RELATIONS.values()),
        "revisions__documents",
        "revisions__participations",
        "revisions__institutions",
    )


def _histories(chunk: Iterable[Proposal]) -> dict[str, list[Told]]:
    rows = AuditEntry.objects.filter(chain__in=[chain_of(one) for one in chunk], verb__in=READ)
    found = defaultdict[str, list[Told]](list)
    for chain, verb, text in rows.order_by("sequence").values_list("chain", "verb", "text"):
        told = payload(text)
        found[chain].append(Told(verb, told.get("after") or {}))
    return found


def _status(proposal: Proposal, history: list[Told]) -> Iterator[tuple[str, str]]:
    """Yield a status or stage to which the last transition didn't lead."""
    here = (proposal.status, proposal.stage.number)
    led: tuple[Any, Any] = ("", 1)
    for told in history:
        if "status" in told.after:
            led = (told.after["status"], told.after.get("stage", led[1]))
    if here != led:
        stated = "{} in stage {}".format
        yield "", f"the status is {stated(*here)}, but the history leads to {stated(*led)}"


def _files(proposal: Proposal, history: list[Told]) -> Iterator[tuple[str, str]]:
    """Yield the files that the history doesn't know as they are, and those that are gone."""
    documents = list(proposal.documents.all())
    stored = Counter(
        (
            told.after["code"],
            told.after["document"],
            told.after["sha256"],
            canonical(told.after.get("marking")),
        )
        for told in history
        if told.verb in STORED
    )
    rows = Counter((one.code, one.name, one.sha256, _marked(one)) for one in documents)
    for _, name, _, _ in rows - stored:
        yield "", f"the file {name} differs from the history"
    for _, name, _, _ in stored - rows:
        yield "", f"the file {name} is gone or differs from the history"
    removed = Counter(
        told.after.get("replaced", told.after["document"])
        for told in history
        if told.verb in (Verb.REMOVE_DOCUMENT, Verb.REPLACE_DOCUMENT)
    )
    for name in Counter(one.name for one in documents if one.removed_at) - removed:
        yield "", f"{name} was removed, which the history doesn't say"
    for name in removed - Counter(one.name for one in documents if one.removed_at):
        yield "", f"{name} is back, which the history doesn't say"


def _marked(document: Document) -> str:
    return canonical(marking(document) if document.control else None)


def _reviews(proposal: Proposal, history: list[Told]) -> Iterator[tuple[str, str]]:
    """Yield the reviews that aren't as the history saw them last.

    Entries of before this check have a total and a version, but no hash of the review.
    """
    last = {told.after["review"]: told.after for told in history if told.verb in REVIEWED}
    for assignment in proposal.assignments.all():
        review = getattr(assignment, "review", None)
        if review is None:
            continue
        told = last.pop(review.pk, {"version": 1, "total": str(None)})
        scores = list(review.scores.all())
        now = {
            "version": review.version,
            "total": str(review.total),
            "sha256": digest(review, scores, assignment=assignment),
        }
        if any(told[key] != value for key, value in now.items() if key in told):
            yield f" review {review.pk}", "the review differs from the history"
    for pk in last:
        yield f" review {pk}", "a review is gone"


def _revisions(proposal: Proposal, history: list[Told], texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield the first problem of each revision, and the revisions that are gone."""
    frozen = {told.after["revision"]: told.after for told in history if told.verb == Verb.FREEZE}
    previous: Revision | None = None
    for one in proposal.revisions.all():
        if problem := texts.problem(one, previous, frozen.pop(one.number, {})):
            yield f" {one.number}", problem
        previous = one
    for number in frozen:
        yield f" {number}", "the revision is gone"
    if previous and proposal.current_revision_id != previous.pk:
        yield f" {previous.number}", "the newest revision isn't the current one"
