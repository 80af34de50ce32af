"""Letters that the office enters for a partner."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.actions import call as call_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import registration, section, status
from proposals.domain.refusal import Refusal
from proposals.domain.section.field import Heading
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.registration import Registration
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def enter(
    *, received_at: datetime = f.NOW, at: datetime = f.NOW, by: User | None = None, **fields: Any
) -> Registration:
    call = f.call()
    heading = Heading(title="By note", level="unit", platform="lander")
    return registration.enter(
        call=call,
        agency=f.agency(),
        heading=heading,
        channel="note",
        received_at=received_at,
        by=by or f.officer(),
        at=at,
        **{"scan": f.pdf("note.pdf")} | fields,
    )


def test_letter_entered_in_time_is_submitted_at_once_with_its_scan() -> None:
    f.lead_a()
    proposal = enter(received_at=f.NOW - SECOND).proposal
    proposal.refresh_from_db()
    revision = f.revision(proposal)
    assert (proposal.status, proposal.title, proposal.channel) == ("submitted", "By note", "note")
    assert (revision.received_at, revision.recorded_at) == (f.NOW - SECOND, f.NOW)
    assert (revision.channel, revision.submitted_by) == ("note", f.officer())
    assert [one.name for one in revision.documents.all()] == ["note.pdf"]
    receipt = Message.objects.get(subject__startswith="Receipt")
    assert receipt.to == "lead-a@test.example"


def test_letter_entered_after_closing_waits_for_a_second_officer() -> None:
    letter = enter(received_at=f.CLOSES, at=f.AFTER)
    proposal = letter.proposal
    assert (proposal.status, proposal.revisions.count()) == ("draft", 0)
    with nothing_written(proposal), refused(Refusal.OWN_LETTER):
        registration.confirm(letter, by=f.officer(), at=f.AFTER)
    for person in (f.chair(), f.auditor(), f.lead_a()):
        with nothing_written(proposal), refused(Refusal.NOT_OFFICER):
            registration.confirm(letter, by=person, at=f.AFTER)
    registration.confirm(letter, by=f.officer2(), at=f.INVITED)
    letter.refresh_from_db()
    assert (letter.confirmed_by, letter.confirmed_at) == (f.officer2(), f.INVITED)
    revision = f.revision(proposal)
    assert (revision.received_at, revision.recorded_at) == (f.CLOSES, f.INVITED)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"
    with nothing_written(proposal), refused(Refusal.LETTER_CONFIRMED):
        registration.confirm(letter, by=f.officer2(), at=f.INVITED)


def test_letter_that_waits_does_not_lapse_and_is_not_rewritten() -> None:
    letter = enter(received_at=f.CLOSES, at=f.AFTER)
    assert proposal_actions.lapse_due(at=f.INVITED) == 0
    proposal = letter.proposal
    with nothing_written(proposal), refused(Refusal.ENTERED_BY_OFFICE):
        section.save(proposal, "overview", {"title": "Mine"}, by=f.lead_a(), at=f.AFTER)


def test_letter_that_waits_lapses_with_its_cancelled_call() -> None:
    letter = enter(received_at=f.CLOSES, at=f.AFTER)
    call_actions.cancel(f.call(), reason="No launcher.", by=f.officer(), at=f.AFTER)
    assert proposal_actions.lapse_due(at=f.AFTER) == 1
    letter.proposal.refresh_from_db()
    assert (letter.proposal.status, letter.proposal.waits_for_officer) == ("lapsed", False)


def test_registered_letter_lapses_in_the_second_stage_like_others() -> None:
    proposal, other = enter().proposal, f.submitted("Another")
    for one in (proposal, other):
        f.start_review(one)
        f.decided(one, "shortlist")
    assert proposal_actions.lapse_due(at=f.FULL_CLOSES) == 0
    assert proposal_actions.lapse_due(at=f.FULL_AFTER) == 2
    proposal.refresh_from_db()
    assert proposal.status == "lapsed"


def test_withdrawn_letter_waits_for_nobody() -> None:
    letter = enter(received_at=f.CLOSES, at=f.AFTER)
    proposal = status.move(
        letter.proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.AFTER, reason="No funds."
    )
    assert not proposal.waits_for_officer
    with nothing_written(proposal), refused(Refusal.WRONG_STATUS, says="Withdrawn"):
        registration.confirm(letter, by=f.officer2(), at=f.AFTER)


def test_each_revision_says_by_which_channel_it_came_itself() -> None:
    proposal = enter().proposal
    f.write(proposal, f.LETTER, by=f.lead_a(), at=f.NOW)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW + SECOND)
    revisions = proposal.revisions.order_by("number")
    assert [one.channel for one in revisions] == ["note", "portal"]
    assert [json.loads(one.content)["channel"] for one in revisions] == ["note", "portal"]


@pytest.mark.parametrize(
    ("received_at", "says"),
    [
        (f.CLOSES + SECOND, "outside of the window"),
        (f.NOW - timedelta(days=31), "outside of the window"),
        (f.INVITED + SECOND, "in the future"),
    ],
)
def test_letter_out_of_time_is_refused_and_leaves_nothing(received_at: datetime, says: str) -> None:
    with refused(says=says, field="received_at"):
        enter(received_at=received_at, at=f.INVITED)
    assert not Proposal.objects.exists()
    # The reference wasn't used up: the next one gets it.
    assert f.draft().reference == "CE8-0001"


def test_bad_scan_is_refused_at_its_own_field_and_leaves_nothing() -> None:
    with refused(Refusal.FILE_UNREADABLE, field="scan"):
        enter(scan=SimpleUploadedFile("note.pdf", b"MZ"))
    assert not Proposal.objects.exists()


def test_only_officers_enter_letters() -> None:
    for person in (f.chair(), f.auditor(), f.reviewer(), f.lead_a()):
        with refused(Refusal.NOT_OFFICER):
            enter(by=person)
    assert not Proposal.objects.exists()


def test_letter_of_a_rejected_agency_is_refused() -> None:
    agency = f.agency()
    type(agency).objects.update(state="rejected")
    with refused(Refusal.AGENCY_REJECTED):
        enter()
    assert not Proposal.objects.exists()
