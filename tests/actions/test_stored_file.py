"""A stored file is whole, or it isn't there."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from proposals.actions import audit, document
from proposals.domain.refusal import Refusal
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.actions.race import race
from tests.refusal import nothing_written, refused
from tests.storage import fill_disk

pytestmark = pytest.mark.django_db


def large() -> SimpleUploadedFile:
    """A PDF of 4 MB."""
    content = f.pdf().read()
    return SimpleUploadedFile("large.pdf", content + b"\0" * (4 * 1024 * 1024 - len(content)))


def store(proposal: Proposal) -> Document:
    return document.store(
        proposal, code="other", file=large(), marking=f.MARKING, by=f.lead_a(), at=f.NOW
    )


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def verify(**options: bool) -> tuple[str, str]:
    """Return what the command says, and what it complains of."""
    audit.anchor(at=f.NOW)
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_audit", stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


# --- Written ------------------------------------------------------------------------------


def test_disk_that_fills_up_is_refused_and_leaves_nothing(settings: Any, files: Path) -> None:
    proposal = f.draft()
    fill_disk(settings)
    with (
        nothing_written(proposal),
        refused(Refusal.FILE_NOT_STORED, says="couldn't store this file", field="file"),
    ):
        store(proposal)
    assert on_disk(files) == []
    fill_disk(settings, full=False)
    stored = store(proposal)
    assert [path.stat().st_size for path in on_disk(files)] == [stored.size]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: os.truncate(path, 2 * 1024 * 1024),
        lambda path: path.write_bytes(b"\1" * path.stat().st_size),
        Path.unlink,
    ],
    ids=["half", "changed", "missing"],
)
def test_same_file_sent_again_mends_a_broken_one(
    spoil: Callable[[Path], None], files: Path
) -> None:
    proposal = f.draft()
    stored = store(proposal)
    path = files / stored.path
    spoil(path)
    store(f.draft("Another"))
    assert path.read_bytes() == large().read()
    assert path.stat().st_mode & 0o077 == 0
    assert on_disk(files) == [path]


@pytest.mark.django_db(transaction=True)
def test_same_file_ten_times_at_once_leaves_one(files: Path) -> None:
    proposal, lead = f.draft(), f.lead_a()
    shown = [Proposal.objects.get(pk=proposal.pk) for _ in range(10)]
    verbs = [
        lambda one=one: document.store(
            one, code="other", file=large(), marking=f.MARKING, by=lead, at=f.NOW
        )
        for one in shown
    ]
    results = race(*verbs, behind=proposal)
    stored = Document.objects.get()
    assert results == [stored] * 10
    assert on_disk(files) == [files / stored.path]
    assert verify(files=True)[1] == ""


def test_same_file_under_another_name_or_code_is_a_document_of_its_own() -> None:
    proposal = f.draft()
    for code, name in (("other", "a.pdf"), ("other", "b.pdf"), ("endorsement", "a.pdf")):
        document.store(
            proposal, code=code, file=f.pdf(name), marking=f.MARKING, by=f.lead_a(), at=f.NOW
        )
    assert proposal.documents.count() == 3


def test_removed_file_can_be_added_again() -> None:
    proposal = f.draft()
    document.remove(store(proposal), by=f.lead_a(), at=f.NOW)
    store(proposal)
    assert proposal.documents.filter(removed_at=None).count() == 1


# --- Swept --------------------------------------------------------------------------------


def test_what_was_never_finished_is_swept_away_after_an_hour(files: Path) -> None:
    stored = store(f.draft())
    default_storage.save("unfinished/old", ContentFile(b"Half"))
    default_storage.save("unfinished/new", ContentFile(b"Half"))
    hours_ago = (timezone.now() - timedelta(hours=2)).timestamp()
    for path in (files / "unfinished" / "old", files / stored.path):
        os.utime(path, (hours_ago, hours_ago))
    assert document.sweep(at=timezone.now()) == 1
    assert {path.name for path in on_disk(files)} == {"new", stored.sha256}


def test_sweeping_before_the_first_file_finds_nothing() -> None:
    assert document.sweep(at=timezone.now()) == 0


# --- Verified -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: os.truncate(path, 2 * 1024 * 1024), "has 2097152 of 4194304 bytes"),
        (lambda path: path.write_bytes(b"\1" * path.stat().st_size), "doesn't match its SHA-256"),
        (Path.unlink, "is missing"),
    ],
    ids=["half", "changed", "missing"],
)
def test_verify_audit_names_a_file_that_is_not_what_was_stored(
    spoil: Callable[[Path], None], says: str, files: Path
) -> None:
    proposal = f.draft()
    f.document(proposal)
    stored = store(proposal)
    spoil(files / stored.path)
    _, complaint = verify(files=True)
    assert f"CE8-0001 {stored.pk}: the file large.pdf {says}" in complaint
    assert "1 broken." in complaint
    # Reading all files takes long, so they are left out unless they are asked for.
    assert verify()[1] == ""


def test_verify_audit_counts_the_files_that_are_whole() -> None:
    proposal = f.draft()
    f.document(proposal)
    document.remove(store(proposal), by=f.lead_a(), at=f.NOW)
    assert "2 files are whole" in verify(files=True)[0]
