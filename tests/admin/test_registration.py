"""A letter that came by e-mail or note is entered by one officer, after closing by two."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.actions.proposal import submit
from proposals.models.proposal import Proposal
from proposals.models.registration import Registration
from tests import factories as f
from tests.admin.office import REFUSED, buttons, change, do, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


def letter(**given: Any) -> dict[str, Any]:
    """What an officer types of a letter that came a day before now."""
    return {
        "agency": f.agency().pk,
        "channel": "note",
        "received_at": f"{f.NOW - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "title": "A letter by note",
        "scan": f.pdf("note.pdf"),
        **given,
    }


def enter(user: Any = None, **given: Any) -> Any:
    call = f.call()
    return send(as_(user or f.officer()), do(call, "enter"), letter(**given))


def test_letter_in_the_window_is_submitted_at_once() -> None:
    sent = enter()
    assert sent.status_code == 302, Page(sent).refusals
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.channel) == ("submitted", "note")
    revision = proposal.current_revision
    assert revision is not None
    assert revision.received_at == f.NOW - timedelta(days=1)
    assert revision.recorded_at == f.NOW
    assert [one.name for one in revision.documents.all()] == ["note.pdf"]
    page = Page(as_(f.officer()).get(change(proposal))).text
    assert "Diplomatic note, entered by officer" in page
    assert "note.pdf" in page


def test_letter_that_came_in_time_and_is_entered_after_closing_waits_for_a_second_officer(
    clock: time_machine.Traveller,
) -> None:
    f.call()
    clock.move_to(f.AFTER)
    sent = enter()
    assert sent.status_code == 302, Page(sent).refusals
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.current_revision) == ("draft", None)
    first, second = as_(f.officer()), as_(f.officer2())
    assert "1 letter to confirm" in Page(second.get("/admin/")).text
    assert proposal.reference in Page(second.get(rows_of("registration"))).text
    assert "confirm" in buttons(second.get(change(proposal)))
    with nothing_changes():
        refused = first.post(do(proposal, "confirm"))
    assert refused.status_code == 422
    assert Page(refused).refusals == ["You entered this letter; another officer must confirm it."]
    assert second.post(do(proposal, "confirm")).status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == "submitted"
    assert proposal.current_revision is not None
    assert proposal.current_revision.received_at == f.NOW - timedelta(days=1)
    assert "confirm" not in buttons(second.get(change(proposal)))


def test_letter_is_not_confirmed_twice(clock: time_machine.Traveller) -> None:
    f.call()
    clock.move_to(f.AFTER)
    enter()
    proposal = Proposal.objects.get()
    second = as_(f.officer2())
    as_(f.root()).post(do(proposal, "confirm"))
    with nothing_changes():
        again = second.post(do(proposal, "confirm"))
    assert notes(second, again) == [REFUSED]
    assert proposal.revisions.count() == 1


def test_withdrawn_letter_is_not_to_confirm(clock: time_machine.Traveller) -> None:
    f.call()
    lead = f.lead_a()
    clock.move_to(f.AFTER)
    enter()
    proposal = Proposal.objects.get()
    as_(lead).post(f"/proposals/{proposal.reference}/act/withdraw/", {"reason": "No funds."})
    second = as_(f.officer2())
    assert "to confirm" not in Page(second.get("/admin/")).text
    assert "confirm" not in buttons(second.get(change(proposal)))


def test_revision_that_the_team_submits_is_not_called_a_note() -> None:
    enter()
    proposal = Proposal.objects.get()
    f.write(proposal, f.LETTER, by=f.lead_a(), at=f.NOW)
    submit(proposal, by=f.lead_a(), at=f.NOW + timedelta(hours=1))
    lead = as_(f.lead_a())
    receipts = [f"/proposals/{proposal.reference}/revisions/{n}/receipt/" for n in (1, 2)]
    named = ["Diplomatic note" in Page(lead.get(one)).text for one in receipts]
    assert named == [True, False]
    lists = [
        Page(lead.get(proposal.get_absolute_url())).texts(
            "//section[@aria-labelledby='revisions']//li"
        ),
        Page(as_(f.officer()).get(change(proposal))).texts(
            "//section[@aria-labelledby='revisions']//li"
        ),
    ]
    for lines in lists:
        assert ["Diplomatic note" in one for one in lines] == [False, True], lines
    header = Page(as_(f.officer()).get(change(proposal))).texts("//*[@class='tag']")
    assert not any("Diplomatic note" in one for one in header)


def test_team_cannot_add_to_a_letter_that_waits_for_confirmation(
    clock: time_machine.Traveller,
) -> None:
    """Nothing late is taken, by way of the office neither."""
    f.call()
    lead = f.lead_a()
    clock.move_to(f.AFTER)
    enter()
    proposal = Proposal.objects.get()
    with nothing_changes():
        as_(lead).post(
            f"/proposals/{proposal.reference}/sections/overview/",
            {"base": "1", "title": "A late and better title"},
        )
    as_(f.officer2()).post(do(proposal, "confirm"))
    proposal.refresh_from_db()
    assert proposal.title_for_office == "A letter by note"


@pytest.mark.parametrize(
    ("received_at", "sentence"),
    [
        (f.AFTER, "This letter came outside of the window; it can't be taken."),
        (f.NOW - timedelta(days=60), "This letter came outside of the window; it can't be taken."),
        (f.AFTER + timedelta(days=9), "A letter can't have come in the future."),
    ],
    ids=["late", "early", "future"],
)
def test_letter_outside_of_the_window_is_refused(
    clock: time_machine.Traveller, received_at: Any, sentence: str
) -> None:
    f.call()
    f.agency()
    clock.move_to(f.AFTER + timedelta(hours=2))
    as_(f.officer())
    with nothing_changes():
        refused = enter(received_at=f"{received_at:%Y-%m-%dT%H:%M}")
    assert refused.status_code == 422
    assert Page(refused).refusals == [sentence]
    assert Page(refused).form().values["title"] == ["A letter by note"]


@pytest.mark.parametrize(
    "scan",
    [
        SimpleUploadedFile("letter.pdf", b""),
        SimpleUploadedFile("letter.pdf", b"MZ not a pdf"),
        SimpleUploadedFile("letter.exe", b"MZ"),
        SimpleUploadedFile("letter", b"%PDF-"),
        "",
    ],
    ids=["empty", "renamed", "program", "no ending", "missing"],
)
def test_letter_with_a_bad_scan_is_refused_at_the_field(scan: Any) -> None:
    f.call()
    f.agency()
    as_(f.officer())
    if scan:
        scan.seek(0)
    with nothing_changes():
        refused = enter(scan=scan)
    assert refused.status_code == 422
    assert len(Page(refused).refusals) == 1
    assert list(refused.context["form"].errors) == ["scan"]
    assert Page(refused).form().values["title"] == ["A letter by note"]


@pytest.mark.parametrize("title", ["", "x" * 201, "x" * 200_000])
def test_letter_with_a_bad_title_is_refused_at_the_field(title: str) -> None:
    f.call()
    refused = enter(title=title)
    assert list(refused.context["form"].errors) == ["title"]
    assert not Registration.objects.exists()


def test_letter_of_a_rejected_agency_is_refused() -> None:
    agency = f.agency()
    send(as_(f.officer()), do(agency, "reject"), {"reason": "Not an agency."})
    f.call()
    with nothing_changes():
        refused = enter()
    assert "rejected" in Page(refused).refusals[0]


def test_registration_is_to_read_only() -> None:
    enter()
    row = Registration.objects.get()
    officer = as_(f.officer())
    with nothing_changes():
        assert officer.post(change(row), {"received_at_0": "2020-01-01"}).status_code == 403
        assert officer.get(f"{rows_of('registration')}add/").status_code == 403
