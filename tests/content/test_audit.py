"""What an operator of the database could forge, and that `verify_audit` notices each.

Each forgery is made with the triggers lifted, which are then put back, as a forger would do it.
"""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.actions import audit
from proposals.actions.proposal import submit
from proposals.domain.canonical import sha256
from proposals.jobs.audit import anchor as job
from proposals.models import triggers
from proposals.models.audit import AuditAnchor, AuditEntry
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.models.review import Review, Score
from proposals.models.revision import Revision
from proposals.models.section import EquipmentItem, SectionVersion
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    """A proposal of two revisions with a file and a finished review, all of it anchored."""
    one = f.written()
    f.document(one)
    submit(one, by=f.lead_a(), at=f.NOW)
    f.start_review(one)
    f.finished(one)
    f.decided(one, "shortlist")
    audit.anchor(at=f.AFTER)
    f.write(one, f.FULL, by=f.lead_a(), at=f.INVITED)
    submit(one, by=f.lead_a(), at=f.INVITED)
    audit.anchor(at=f.INVITED)
    return Proposal.objects.get(pk=one.pk)


def verify(**options: Any) -> tuple[list[str], str]:
    """Return the lines of what was forged, and the lines of what is whole."""
    out, err = io.StringIO(), io.StringIO()
    with suppress(CommandError):
        call_command("verify_audit", stdout=out, stderr=err, **options)
    return err.getvalue().splitlines(), out.getvalue()


def forge(forgery: Callable[[Proposal], object], proposal: Proposal) -> None:
    triggers.remove(connection)
    forgery(proposal)
    triggers.install(connection)


# --- The forgeries ------------------------------------------------------------------------


def entry(proposal: Proposal, verb: str) -> Any:
    return audit.entries(proposal).filter(verb=verb)


def change_entry(proposal: Proposal) -> None:
    one = entry(proposal, "screen").get()
    AuditEntry.objects.filter(pk=one.pk).update(text=one.text.replace("screening", "selected"))


def remove_entry(proposal: Proposal) -> None:
    entry(proposal, "start_review").delete()


def cut_anchored_tail(proposal: Proposal) -> None:
    f.last_entry(proposal).delete()


def change_anchor(proposal: Proposal) -> None:
    AuditAnchor.objects.filter(pk=AuditAnchor.objects.latest("pk").pk).update(at=f.AFTER)


def change_count_of_anchor(proposal: Proposal) -> None:
    AuditAnchor.objects.filter(pk=AuditAnchor.objects.latest("pk").pk).update(entries=3)


def remove_anchors(proposal: Proposal) -> None:
    AuditAnchor.objects.all().delete()


def first(proposal: Proposal) -> Any:
    return Revision.objects.filter(proposal=proposal, number=1)


def newest(proposal: Proposal) -> Any:
    return Revision.objects.filter(proposal=proposal, number=2)


def rewrite_text(proposal: Proposal) -> None:
    text = first(proposal).get().content.replace("A spectrometer", "A telescope")
    first(proposal).update(content=text)


def rewrite_text_and_sha(proposal: Proposal) -> None:
    text = newest(proposal).get().content.replace("Plain words", "Other words")
    newest(proposal).update(content=text, sha256=sha256(text))


def remove_newest_revision(proposal: Proposal) -> None:
    one = newest(proposal).get()
    Proposal.objects.filter(pk=proposal.pk).update(current_revision=first(proposal).get())
    for related in (one.participations, one.institutions):
        related.all().delete()
    one.versions.clear()
    one.documents.clear()
    one.delete()


def make_older_revision_current(proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(current_revision=first(proposal).get())


def renumber_revision(proposal: Proposal) -> None:
    newest(proposal).update(number=3)


def rename_lead_agency(proposal: Proposal) -> None:
    newest(proposal).get().participations.filter(role="lead_institution").update(name="Nobody")


def change_section(proposal: Proposal) -> None:
    one = newest(proposal).get().versions.get(code="science")
    data = one.data | {"objective": "Another objective."}
    SectionVersion.objects.filter(pk=one.pk).update(data=data)


def change_item(proposal: Proposal) -> None:
    EquipmentItem.objects.filter(name="Spectrometer").update(cbe_kg="1")


def unlink_section(proposal: Proposal) -> None:
    one = newest(proposal).get()
    one.versions.remove(one.versions.get(code="science"))


def rename_organisation(proposal: Proposal) -> None:
    newest(proposal).get().participations.filter(role="industry").update(name="Nobody Ltd")


def rename_institution(proposal: Proposal) -> None:
    newest(proposal).get().institutions.update(name_folded="nobody")


def unlink_document(proposal: Proposal) -> None:
    newest(proposal).get().documents.clear()


def rename_document(proposal: Proposal) -> None:
    Document.objects.update(name="another.pdf")


def swap_unsubmitted_document(proposal: Proposal) -> None:
    late = f.document(proposal, code="other")
    Document.objects.filter(pk=late.pk).update(sha256="0" * 64)


def mark_document(proposal: Proposal) -> None:
    Document.objects.update(control="controlled", classification="ML11", licence="D-1")


def remove_document_from_working_copy(proposal: Proposal) -> None:
    Document.objects.update(removed_at=f.INVITED)


def change_score(proposal: Proposal) -> None:
    Score.objects.filter(criterion__name="Science").update(value=1)


def change_scores_with_total(proposal: Proposal) -> None:
    Score.objects.update(value=1)
    Review.objects.update(total=1)


def change_review(proposal: Proposal) -> None:
    Review.objects.update(summary="Not worth flying.")


def remove_review(proposal: Proposal) -> None:
    Score.objects.all().delete()
    Review.objects.all().delete()


def move_status(proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(status="selected")


def move_stage(proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(stage=proposal.call.stages.get(number=1))


def remove_proposal(proposal: Proposal) -> None:
    """The row of another proposal, a draft that nobody has written in."""
    other = f.draft("Another")
    other.tallies.all().delete()
    other.participations.all().delete()
    other.delete()


FORGERIES: dict[Callable[[Proposal], object], str] = {
    change_entry: "the text doesn't match its hash",
    remove_entry: "an entry before this one is missing",
    cut_anchored_tail: "entries that it saw are gone or differ",
    change_anchor: "the anchor was altered",
    change_count_of_anchor: "the anchor was altered",
    remove_anchors: "there is no anchor over 3 chains",
    rewrite_text: "1: the revision's content doesn't match its hash",
    rewrite_text_and_sha: "2: the history holds another SHA-256 of the revision",
    remove_newest_revision: "2: the revision is gone",
    make_older_revision_current: "2: the newest revision isn't the current one",
    renumber_revision: "2: the revision is gone",
    rename_lead_agency: "2: differs from the frozen text: lead_agency",
    change_section: "2: differs from the frozen text: section science",
    change_item: "2: differs from the frozen text: section equipment",
    unlink_section: "2: differs from the frozen text: section science",
    rename_organisation: "2: differs from the frozen text: organisations",
    rename_institution: "2: differs from the frozen text: institutions",
    unlink_document: "2: differs from the frozen text: documents",
    rename_document: "the file another.pdf differs from the history",
    mark_document: "the file letter.pdf differs from the history",
    swap_unsubmitted_document: "the file letter.pdf differs from the history",
    remove_document_from_working_copy: "letter.pdf was removed, which the history doesn't say",
    change_score: "the review differs from the history",
    change_scores_with_total: "the review differs from the history",
    change_review: "the review differs from the history",
    remove_review: "a review is gone",
    move_status: "the status is selected in stage 2, but the history leads to submitted in stage 2",
    move_stage: "the status is submitted in stage 1, but the history leads to submitted in stage 2",
    remove_proposal: "the proposal is gone",
}
# The columns of a revision, each with a forged value and what is said of it.
COLUMNS: dict[str, tuple[Any, str]] = {
    "title": ("A telescope", "2: differs from the frozen text: title"),
    "level": ("system", "2: differs from the frozen text: level"),
    "platform": (None, "2: differs from the frozen text: platform"),
    "channel": ("email", "2: differs from the frozen text: channel"),
    "received_at": (f.NOW, "2: differs from the frozen text: received_at"),
    "asked_kg": (1, "2: the masses differ from the history"),
    "asked_without_interfaces_kg": (1, "2: the masses differ from the history"),
    "items_without_mass": (1, "2: the masses differ from the history"),
}


def test_history_that_nobody_forged_is_whole(proposal: Proposal) -> None:
    assert verify() == (
        [],
        f"{AuditEntry.objects.count()} entries and 2 anchors are whole.\n",
    )


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda one: one.__name__)
def test_forgery_is_noticed(proposal: Proposal, forgery: Callable[[Proposal], object]) -> None:
    forge(forgery, proposal)
    lines, whole = verify()
    assert [line for line in lines if FORGERIES[forgery] in line], (lines, whole)
    assert "whole" not in whole


@pytest.mark.parametrize("column", COLUMNS)
def test_column_that_differs_from_text_or_history_is_noticed(
    proposal: Proposal, column: str
) -> None:
    forge(lambda one: newest(one).update(**{column: COLUMNS[column][0]}), proposal)
    assert verify()[0] == [f"{proposal} {COLUMNS[column][1]}"]


@pytest.mark.parametrize("forgery", ["dropped", "changed"])
def test_trigger_that_is_not_as_it_was_is_named(proposal: Proposal, forgery: str) -> None:
    name = "proposals_revision_no_update"
    on = " ON proposals_revision" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
        if forgery == "changed":
            does = (
                "FOR EACH ROW WHEN (false) EXECUTE FUNCTION proposals_append_only()"
                if on
                else "BEGIN SELECT 1; END"
            )
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON proposals_revision {does}")
    lines, _ = verify()
    triggers.install(connection)
    assert lines == [f"proposals_revision: the trigger {name} is missing, changed or switched off"]


@pytest.mark.parametrize("forgery", ["missing", "changed"])
def test_file_that_is_missing_or_changed_is_named(
    proposal: Proposal, forgery: str, files: Path
) -> None:
    path = files / Document.objects.get().path
    if forgery == "missing":
        path.unlink()
    else:
        path.write_bytes(b"\0" * path.stat().st_size)
    assert verify()[0] == []
    lines, _ = verify(files=True)
    assert len(lines) == 1
    assert str(proposal) in lines[0]


# --- What is no forgery -------------------------------------------------------------------


def test_tail_that_no_anchor_covers_is_counted(proposal: Proposal) -> None:
    f.document(proposal, code="other")
    lines, whole = verify()
    assert lines == []
    assert "1 entry is not yet anchored." in whole
    audit.anchor(at=f.INVITED + timedelta(hours=1))
    assert "not yet anchored" not in verify()[1]


# --- Anchors that are kept outside --------------------------------------------------------


@pytest.fixture
def kept(proposal: Proposal, tmp_path: Path, settings: Any) -> Path:
    """A file with the lines of all anchors, the newest written by the job."""
    path = tmp_path / "anchors.txt"
    settings.ANCHOR_FILE = str(path)
    job()
    return path


def test_job_adds_a_line_for_each_anchor_that_the_file_lacks(kept: Path) -> None:
    lines = [one.line() for one in AuditAnchor.objects.order_by("pk")]
    assert kept.read_text().splitlines() == lines
    assert len(lines) == 3
    job()
    assert kept.read_text().splitlines()[:3] == lines
    assert len(kept.read_text().splitlines()) == 4
    assert verify(anchors=kept) == (
        [],
        f"{AuditEntry.objects.count()} entries and 4 anchors are whole.\n"
        "4 anchors are as they were kept outside.\n",
    )


def test_line_that_was_not_finished_is_named_and_written_anew(kept: Path) -> None:
    whole = kept.read_text()
    kept.write_text(whole[:-30])
    job()
    lines = kept.read_text().splitlines()
    assert lines[3] == whole.splitlines()[2]
    assert len(lines) == 5
    last = AuditAnchor.objects.order_by("pk")[2]
    assert verify(anchors=kept)[0] == [
        f"anchor {last.pk}: it differs from the line that was kept outside"
    ]
    kept.write_text(f"{whole}What is this?\n")
    assert verify(anchors=kept)[0] == ["line 4: it isn't the line of an anchor"]


def test_history_written_anew_with_its_anchors_is_seen_from_outside_alone(
    proposal: Proposal, kept: Path
) -> None:
    def write_anew(proposal: Proposal) -> None:
        one = f.last_entry(proposal)
        text = one.text.replace('"reason":""', '"reason":"Another."')
        AuditEntry.objects.filter(pk=one.pk).update(text=text, hash=sha256(text))
        AuditAnchor.objects.all().delete()
        audit.anchor(at=f.INVITED)

    forge(write_anew, proposal)
    assert verify()[0] == []
    lines = verify(anchors=kept)[0]
    assert [line.partition(": ")[2] for line in lines] == ["it is gone, and was kept outside"] * 3


def test_anchor_in_the_place_of_another_is_seen_from_outside(
    proposal: Proposal, kept: Path
) -> None:
    last = AuditAnchor.objects.latest("pk").pk
    triggers.remove(connection)
    AuditAnchor.objects.filter(pk=last).delete()
    AuditAnchor.objects.filter(pk=audit.anchor(at=f.INVITED).pk).update(id=last)
    triggers.install(connection)
    assert verify()[0] == []
    assert verify(anchors=kept)[0] == [
        f"anchor {last}: it differs from the line that was kept outside"
    ]


@pytest.mark.parametrize(("content", "says"), [("", "holds no anchors"), (None, "can't be read")])
def test_file_without_anchors_proves_nothing(
    proposal: Proposal, tmp_path: Path, content: str | None, says: str
) -> None:
    path = tmp_path / "anchors.txt"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match=says):
        call_command("verify_audit", anchors=path)


# --- Cost ---------------------------------------------------------------------------------


def test_queries_do_not_grow_with_the_proposals(proposal: Proposal) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert verify()[0] == []
        return len(queries)

    count()  # once, so that nothing is loaded for the first time
    before = count()
    for title in ("Two", "Three"):
        f.finished(f.in_review(title))
    audit.anchor(at=f.INVITED)
    assert count() == before
