"""Documents: store a file, and remove a file from the working copy."""

import hashlib
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from proposals.access.proposal.team import require_edit
from proposals.actions import audit, job, message, status
from proposals.actions.status import Locked
from proposals.content.document.examiner import examined
from proposals.content.document.frozen import marking as marking_text
from proposals.content.document.scanner import ScannerError, scanned
from proposals.content.document.stored import problem
from proposals.domain.document.kind import FileKind, kind_of
from proposals.domain.document.marking import Marking
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.document import Document, ScanState
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.storage import UNFINISHED

logger = logging.getLogger(__name__)
# With these the same, two uploads are two clicks on one button.
DECLARED = ("code", "name", "sha256", "control", "classification", "licence")
# With the beginning of the last scan, a run ends before its time limit (Q_CLUSTER).
SCAN_SECONDS = 15
# Longer than any file takes to be written.
ABANDONED = timedelta(hours=1)


def store(
    proposal: Proposal,
    *,
    code: str,
    file: UploadedFile[Any],
    marking: Marking,
    replaces: int | None = None,
    by: User,
    at: datetime,
) -> Document:
    """Check a file by its content and store it under its hash, marked as its uploader declares.

    `replaces` is the id of the document of which this is a new version. A file with the name of a
    document of this code is a new version of that document. If the working copy has the same
    file already, marked the same way, that document is returned.

    Raises: RuleBroken NOT_EDITABLE or OBSERVER; FILE_NOT_MARKED and others of an incomplete
    marking; one of FILE_... if the file is empty, too large, of a kind that isn't accepted, of
    another kind than its name says, if it holds what acts by itself, or if it can't be written;
    VERSION_REPLACED if somebody else has removed or replaced the former version.
    """
    require_edit(by, proposal)
    marking.require()
    document = _written(file, code=code, marking=marking, by=by, at=at)
    with transaction.atomic():
        locked = status.lock(proposal)
        require_edit(by, locked)
        return _record(locked, document, replaces=replaces, by=by, at=at)


def store_locked(
    proposal: Locked, *, code: str, file: UploadedFile[Any], by: User, at: datetime
) -> Document:
    """Store a file that the office received on a locked proposal, for a person whom the caller has checked.

    Nobody has marked it.

    Raises: RuleBroken one of FILE_... as store().
    """
    document = _written(file, code=code, marking=Marking(""), by=by, at=at)
    return _record(proposal, document, by=by, at=at)


def _written(
    file: UploadedFile[Any], *, code: str, marking: Marking, by: User, at: datetime
) -> Document:
    """Check a file, write it to the storage, and return its row, which isn't saved yet.

    The file is written before its row, because a row without its file would be worse than a file
    without its row.
    """
    content, kind, pages = _checked(file)
    document = Document(
        code=code,
        name=clean_name(str(file.name)),
        content_type=kind.media_type,
        size=len(content),
        pages=pages,
        sha256=hashlib.sha256(content).hexdigest(),
        control=marking.control,
        classification=marking.classification,
        licence=marking.licence,
        uploaded_by=by,
        uploaded_at=at,
    )
    if problem(document):
        _write(document, content)
    return document


def _write(document: Document, content: bytes) -> None:
    try:
        default_storage.save(document.path, ContentFile(content))
    except OSError:  # most likely the disk is full
        logger.exception("file %s can't be written", document.path)
        raise RuleBroken(Refusal.FILE_NOT_STORED, field="file") from None


def _record(
    proposal: Locked, document: Document, *, replaces: int | None = None, by: User, at: datetime
) -> Document:
    given = proposal.documents.filter(removed_at=None)
    former = _former(given, document, replaces)
    if former and _is_same(former, document):
        return former  # a second click
    document.proposal = proposal
    if former:
        document.replaces, document.version = former, former.version + 1
        given.filter(pk=former.pk).update(removed_at=at)
    document.save()
    _mark_changed(proposal)
    verb = Verb.REPLACE_DOCUMENT if former else Verb.STORE_DOCUMENT
    audit.append(proposal, verb, by=by, at=at, after=_told(document, former))
    return document


def _former(given: QuerySet[Document], document: Document, replaces: int | None) -> Document | None:
    """Return the document of which a file is a new version; None for a new document."""
    if replaces is None:
        return given.filter(code=document.code, name=document.name).last()
    if former := given.filter(pk=replaces).first():
        return former
    # The second click on a button that has replaced the former version already.
    again = given.filter(replaces=replaces, sha256=document.sha256).first()
    if again is None:
        raise RuleBroken(Refusal.VERSION_REPLACED, field="file")
    return again


def _is_same(one: Document, other: Document) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in DECLARED)


def _told(document: Document, former: Document | None) -> dict[str, Any]:
    """Return what the history says of a file."""
    return {
        "document": document.name,
        "sha256": document.sha256,
        "code": document.code,
        **({"marking": marking_text(document)} if document.control else {}),
        **({"replaced": former.name, "version": document.version} if former else {}),
    }


@transaction.atomic
def remove(document: Document, *, by: User, at: datetime) -> None:
    """Remove a file from the working copy; revisions still have it. Raises: RuleBroken."""
    locked = status.lock(document.proposal)
    require_edit(by, locked)
    if not locked.documents.filter(pk=document.pk, removed_at=None).update(removed_at=at):
        return  # a second click
    _mark_changed(locked)
    audit.append(locked, Verb.REMOVE_DOCUMENT, by=by, at=at, after={"document": document.name})


def scan(*, at: datetime) -> int:
    """Have the scanner look at the files that it hasn't passed, the newest first; return how many.

    A file that it can't look into keeps none of the others waiting.

    Raises: ScannerError if a scan failed, after the others were tried; the run then counts as failed.
    """
    if not settings.CLAMD_URL:
        return 0
    waiting = Document.objects.filter(scan_state=ScanState.NOT_SCANNED).order_by("-pk")
    done, failure = 0, None
    for document in job.in_time(waiting.select_related("proposal")):
        try:
            with default_storage.open(document.path) as file:
                found = scanned(file, url=settings.CLAMD_URL, seconds=SCAN_SECONDS)
        except FileNotFoundError:  # verify_audit tells of it
            continue
        except ScannerError as error:
            logger.warning("document %s wasn't scanned: %s", document.pk, error)
            failure = error
            continue
        _note_scan(document, found, at=at)
        done += 1
    if failure:
        raise failure
    return done


@transaction.atomic
def _note_scan(document: Document, found: str, *, at: datetime) -> None:
    locked = status.lock(document.proposal)
    state = ScanState.FOUND if found else ScanState.PASSED
    unscanned = locked.documents.filter(pk=document.pk, scan_state=ScanState.NOT_SCANNED)
    if not unscanned.update(scan_state=state, scan_found=found[:200], scanned_at=at) or not found:
        return
    audit.append(
        locked,
        Verb.FIND_HARMFUL,
        by=None,
        at=at,
        after={"document": document.name, "sha256": document.sha256, "found": found[:200]},
    )
    context = {"document": document, "found": found[:200]}
    message.tell_team(locked, "harmful", **context)
    if Revision.objects.filter(documents=document).exists():
        message.tell_office(
            "harmful", about=locked.reference, proposal=locked, is_office=True, **context
        )


def sweep(*, at: datetime) -> int:
    """Delete what a process that was killed has left half-written; return how many files."""
    if not default_storage.exists(UNFINISHED):
        return 0
    swept = 0
    for name in default_storage.listdir(UNFINISHED)[1]:
        path = f"{UNFINISHED}/{name}"
        with suppress(FileNotFoundError):  # finished meanwhile
            if default_storage.get_modified_time(path) < at - ABANDONED:
                default_storage.delete(path)
                swept += 1
    return swept


def _mark_changed(proposal: Locked) -> None:
    proposal.has_unsubmitted_changes = proposal.current_revision is not None
    proposal.save(update_fields=["has_unsubmitted_changes"])


def clean_name(name: str) -> str:
    """Return a file name that is safe to show and to send: no path, no control characters."""
    last = PurePath(name.replace("\\", "/")).name
    safe = "".join(char for char in last if char.isprintable() and char not in '<>:"/|?*')
    stem, ending = PurePath(safe).stem, PurePath(safe).suffix
    return f"{stem[:150] or 'document'}{ending[:10]}"


def _checked(file: UploadedFile[Any]) -> tuple[bytes, FileKind, int | None]:
    """Return the content of an acceptable file, its kind, and the number of its pages."""
    limit = settings.DOCUMENT_MAX_BYTES
    if not file.size:
        raise RuleBroken(Refusal.FILE_EMPTY, field="file")
    if file.size > limit:
        raise RuleBroken(
            Refusal.FILE_TOO_LARGE,
            field="file",
            size=f"{file.size / 1048576:.1f}",
            limit=str(limit // 1048576),
        )
    kind = kind_of(str(file.name))
    content: bytes = file.read()
    return content, kind, examined(content, kind)
