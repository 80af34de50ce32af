"""Submitting: which submissions are accepted or refused, and that it is one transaction."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from proposals.actions import agency as agency_actions
from proposals.actions import audit, section
from proposals.actions.proposal import submit
from proposals.content.proposal import working_copy
from proposals.domain.canonical import sha256
from proposals.domain.refusal import Refusal
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from tests import factories as f
from tests.history import broken
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def receipts(proposal: Proposal) -> list[str]:
    mails = Message.objects.filter(about=proposal.reference, subject__startswith="Receipt")
    return list(mails.order_by("pk").values_list("subject", flat=True))


def save(proposal: Proposal, code: str, **changed: Any) -> int:
    """Save a section with some answers changed; return the version's number."""
    data = f.answers(proposal)[code] | changed
    return section.save(proposal, code, data, by=f.lead_a(), at=f.NOW).version.number


# --- One transaction ----------------------------------------------------------------------


def test_submission_freezes_a_revision_moves_the_status_and_sends_the_receipt() -> None:
    proposal = f.written()
    revision = submit(proposal, by=f.lead_a(), at=f.NOW, recorded_at=f.NOW + SECOND)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.current_revision) == ("submitted", revision)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.current_revision) == ("submitted", revision)
    assert (revision.number, revision.received_at, revision.recorded_at) == (
        1,
        f.NOW,
        f.NOW + SECOND,
    )
    assert [entry.verb for entry in audit.entries(proposal)][-2:] == ["freeze", "submit"]
    mail = Message.objects.get(about=proposal.reference)
    assert mail.to == "lead-a@test.example"
    assert mail.subject == f"Receipt: {proposal.reference}, revision 1"
    assert revision.sha256 in mail.body
    assert "2026-11-02 12:00:00 UTC" in mail.body


def test_failure_half_way_leaves_nothing() -> None:
    proposal = f.written()
    other = f.submitted("Another")
    # The number that the submission is about to use is taken, which the database refuses
    # after status and history were written.
    taken = Revision.objects.get(proposal=other)
    Revision.objects.create(
        proposal=proposal,
        stage=taken.stage,
        number=1,
        sha256=sha256(""),
        submitted_by=taken.submitted_by,
        received_at=f.NOW,
        recorded_at=f.NOW,
    )
    with nothing_written(proposal), pytest.raises(IntegrityError):
        submit(proposal, by=f.lead_a(), at=f.NOW)
    # Nothing but the made-up revision, which nobody has submitted.
    assert {line.partition(": ")[0] for line in broken()} == {f"{proposal} 1"}


def test_second_submit_of_the_same_form_makes_one_revision_and_one_receipt() -> None:
    proposal = f.written()
    first = submit(proposal, by=f.lead_a(), at=f.NOW)
    with nothing_written(proposal):
        assert submit(proposal, by=f.lead_a(), at=f.NOW + SECOND) == first
        # Even one that comes in after closing is answered with the receipt that there is.
        assert submit(proposal, by=f.lead_a(), at=f.AFTER) == first
    assert receipts(proposal) == [f"Receipt: {proposal.reference}, revision 1"]


def test_edited_content_makes_revision_two_that_names_the_one_before() -> None:
    proposal = f.submitted()
    first = f.revision(proposal)
    save(proposal, "overview", title="A better spectrometer")
    second = submit(proposal, by=f.lead_a(), at=f.NOW + SECOND)
    assert (second.number, second.previous_sha256) == (2, first.sha256)
    assert (first.title, second.title) == ("A spectrometer", "A better spectrometer")
    assert receipts(proposal)[-1] == f"Receipt: {proposal.reference}, revision 2"
    first.refresh_from_db()
    assert first.title == "A spectrometer"


# --- What the person saw ------------------------------------------------------------------


def test_colleague_who_saves_meanwhile_does_not_slip_in() -> None:
    proposal = f.written()
    saw = {code: one.number for code, one in working_copy(proposal).versions.items()}
    save(proposal, "overview", title="Not what was read")
    revision = submit(proposal, by=f.lead_a(), at=f.NOW, saw=saw)
    assert revision.title == "A spectrometer"
    assert "Not what was read" not in revision.content
    # The colleague's text isn't lost: it waits in the working copy.
    assert working_copy(proposal).data("overview")["title"] == "Not what was read"
    second = submit(proposal, by=f.lead_a(), at=f.NOW)
    assert (second.number, second.title) == (2, "Not what was read")


def test_section_that_a_colleague_writes_meanwhile_does_not_slip_in() -> None:
    proposal = f.draft()
    f.write(proposal, [code for code in f.LETTER if code != "science"], by=f.lead_a(), at=f.NOW)
    saw = {code: one.number for code, one in working_copy(proposal).versions.items()}
    save(proposal, "science", objective="Nobody who submits has read this.")
    with nothing_written(proposal), refused(Refusal.INCOMPLETE):
        submit(proposal, by=f.lead_a(), at=f.NOW, saw=saw)


def test_form_that_was_opened_before_a_colleague_submitted_takes_nothing_back() -> None:
    proposal = f.written()
    saw = {code: one.number for code, one in working_copy(proposal).versions.items()}
    save(proposal, "overview", title="A colleague's better title")
    submit(proposal, by=f.lead_a(), at=f.NOW)
    with nothing_written(proposal), refused(Refusal.STALE_SUBMISSION, says="Revision 1"):
        submit(proposal, by=f.lead_a(), at=f.NOW, saw=saw, saw_revision=0)
    assert f.revision(proposal).title == "A colleague's better title"


# --- The window ---------------------------------------------------------------------------


def test_submission_one_second_late_is_refused_and_nothing_is_written() -> None:
    proposal = f.written()
    with nothing_written(proposal), refused(Refusal.WINDOW, says="isn't open"):
        submit(proposal, by=f.lead_a(), at=f.CLOSES + SECOND)
    # The text that was saved is still there.
    assert working_copy(proposal).is_complete


def test_last_second_is_taken_however_long_the_server_took() -> None:
    proposal = f.written()
    late = f.CLOSES + timedelta(minutes=4)
    revision = submit(proposal, by=f.lead_a(), at=f.CLOSES, recorded_at=late)
    assert (revision.received_at, revision.recorded_at) == (f.CLOSES, late)


def test_grace_is_taken_to_its_last_second() -> None:
    one, other = f.written(), f.written("Another")
    one.call.stages.filter(number=1).update(grace_seconds=60)
    submit(one, by=f.lead_a(), at=f.CLOSES + 60 * SECOND)
    with refused(Refusal.WINDOW):
        submit(other, by=f.lead_a(), at=f.CLOSES + 61 * SECOND)


def test_cancelled_call_takes_nothing() -> None:
    proposal = f.written()
    type(proposal.call).objects.update(state="cancelled")
    with nothing_written(proposal), refused(Refusal.WINDOW):
        submit(proposal, by=f.lead_a(), at=f.NOW)


def test_proposal_in_screening_takes_no_revision() -> None:
    proposal = f.in_review()
    with nothing_written(proposal), refused(Refusal.WRONG_STATUS):
        submit(proposal, by=f.lead_a(), at=f.NOW)


# --- What is required ---------------------------------------------------------------------


@pytest.mark.parametrize("code", f.LETTER)
def test_letter_without_one_of_its_sections_is_refused(code: str) -> None:
    proposal = f.draft()
    f.write(proposal, [one for one in f.LETTER if one != code], by=f.lead_a(), at=f.NOW)
    with nothing_written(proposal), refused(Refusal.INCOMPLETE):
        submit(proposal, by=f.lead_a(), at=f.NOW)


def test_required_document_is_asked_for() -> None:
    proposal = f.draft()
    proposal.stage.documents.update(required=True)
    f.write(proposal, f.LETTER, by=f.lead_a(), at=f.NOW)
    with nothing_written(proposal), refused(Refusal.INCOMPLETE):
        submit(proposal, by=f.lead_a(), at=f.NOW)
    f.document(proposal, code="endorsement")
    assert submit(proposal, by=f.lead_a(), at=f.NOW).documents.count() == 1


def test_letter_over_the_module_limit_is_warned_and_the_full_proposal_is_refused() -> None:
    heavy = [f.item(cbe_kg="84")]  # 100.8 kg with the growth of a new design
    letter = f.written()
    save(letter, "equipment", items=heavy)
    (warning,) = [one for one in working_copy(letter).warnings if "module" in one.message]
    assert not warning.blocks
    assert submit(letter, by=f.lead_a(), at=f.NOW).number == 1
    full = f.invited("Another")
    data = f.answers(full)["equipment"] | {"items": heavy}
    section.save(full, "equipment", data, by=f.lead_a(), at=f.INVITED)
    with nothing_written(full), refused(Refusal.INCOMPLETE):
        submit(full, by=f.lead_a(), at=f.INVITED)
    data["items"] = [f.item(cbe_kg="83.333")]
    section.save(full, "equipment", data, by=f.lead_a(), at=f.INVITED)
    assert submit(full, by=f.lead_a(), at=f.INVITED).number == 2


def test_mission_level_uses_none_of_the_platform() -> None:
    proposal = f.written(level="mission", platform="")
    save(proposal, "overview", level="mission", platform="")
    save(proposal, "equipment", items=[f.item(cbe_kg="5000")])
    revision = submit(proposal, by=f.lead_a(), at=f.NOW)
    assert working_copy(proposal).blocking == []
    assert (revision.level, revision.platform, revision.asked_kg) == ("mission", None, None)


# --- The agency ---------------------------------------------------------------------------


def test_unverified_agency_may_submit_and_a_rejected_one_may_not() -> None:
    new = f.agency("New Agency", verified=False)
    lead = f.member("lead-new@test.example", new, "administrator")
    proposal = f.written(by=lead)
    f.write(proposal, f.LETTER, by=lead, at=f.NOW)
    assert submit(proposal, by=lead, at=f.NOW).number == 1
    agency_actions.judge(new, verified=False, by=f.officer(), at=f.NOW, reason="Not an agency")
    section.save(proposal, "documents", {"endorsement": "given"}, by=lead, at=f.NOW)
    with nothing_written(proposal), refused(Refusal.AGENCY_REJECTED, says="Write to the office at"):
        submit(proposal, by=lead, at=f.NOW)
