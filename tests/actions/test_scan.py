"""A scanner: until it has passed a file, the file stays with its uploader."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.actions import document
from proposals.actions import proposal as proposal_actions
from proposals.content.document.scanner import ScannerError
from proposals.domain.refusal import Refusal
from proposals.jobs.document import scan
from proposals.models.document import Document
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.files import pdf_of
from tests.history import broken
from tests.page import as_, browser
from tests.refusal import nothing_written, refused
from tests.scanner import EICAR, Clamd, clamd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(f.NOW, tick=True):
        yield


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    with clamd() as running:
        settings.CLAMD_URL = running.url
        yield running


def evil(of: Proposal) -> Document:
    file = SimpleUploadedFile("evil.pdf", pdf_of("(evil)"))
    return document.store(of, code="other", file=file, marking=f.MARKING, by=f.lead_a(), at=f.NOW)


def get(one: Document, person: Any) -> int:
    return int(as_(person).get(f"/documents/{one.pk}/").status_code)


def test_file_stays_with_its_uploader_until_it_has_passed(scanner: Clamd) -> None:
    one = f.document(f.written())
    assert (get(one, f.lead_a()), get(one, f.proposer_a()), get(one, f.lead_b())) == (200, 403, 404)
    page = browser(f.proposer_a()).open(f"/documents/{one.pk}/")
    assert "waits for the scanner" in page.text
    assert scan() == 1
    assert (get(one, f.lead_a()), get(one, f.proposer_a()), get(one, f.lead_b())) == (200, 200, 404)
    assert scan() == 0


def test_office_waits_for_the_scanner_too(scanner: Clamd) -> None:
    proposal = f.written()
    one = f.document(proposal)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert get(one, f.officer()) == 403
    scan()
    assert get(one, f.officer()) == 200


def test_what_is_found_is_closed_told_and_cannot_be_submitted(scanner: Clamd) -> None:
    proposal = f.written()
    scanner.finds[b"evil"] = EICAR
    one = evil(proposal)
    Message.objects.all().delete()
    assert scan() == 1
    assert [get(one, person) for person in (f.lead_a(), f.proposer_a())] == [403, 403]
    lead = browser(f.lead_a())
    assert f"The scanner found {EICAR} in “evil.pdf”." in lead.open(f"/documents/{one.pk}/").text
    assert (
        f"found {EICAR} in this file"
        in lead.open(f"/proposals/{proposal.reference}/documents/").text
    )
    assert (
        f"found {EICAR} in “evil.pdf”" in lead.open(f"/proposals/{proposal.reference}/submit/").text
    )
    assert {mail.to for mail in Message.objects.all()} == {f.lead_a().email}
    assert EICAR in Message.objects.get().body
    proposal.refresh_from_db()
    with nothing_written(proposal), refused(Refusal.FILE_HARMFUL):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    document.remove(one, by=f.lead_a(), at=f.NOW)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    assert broken() == []


def test_what_is_found_after_submitting_is_told_to_the_office(scanner: Clamd) -> None:
    proposal = f.written()
    scanner.finds[b"evil"] = EICAR
    one = evil(proposal)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    Message.objects.all().delete()
    officer = f.officer()
    scan()
    assert officer.email in {mail.to for mail in Message.objects.all()}
    assert get(one, officer) == 403
    office = browser(officer).open(f"/admin/proposals/proposal/{proposal.pk}/change/")
    assert f"found {EICAR} in this file" in office.text
    assert broken() == []


def test_scanner_that_is_away_stops_no_submission(settings: Any) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    proposal = f.written()
    one = f.document(proposal)
    with pytest.raises(ScannerError):
        scan()
    assert get(one, f.proposer_a()) == 403
    assert proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW).number == 1


def test_file_that_the_scanner_cannot_read_keeps_no_other_waiting(scanner: Clamd) -> None:
    proposal = f.written()
    passed = f.document(proposal)
    scanner.refuses = b"evil"
    waits = evil(proposal)
    with pytest.raises(ScannerError, match="size limit exceeded"):
        scan()
    assert (get(passed, f.proposer_a()), get(waits, f.proposer_a())) == (200, 403)


def test_without_a_scanner_nothing_waits() -> None:
    one = f.document(f.written())
    assert scan() == 0
    assert get(one, f.proposer_a()) == 200
    page = browser(f.proposer_a()).open(f"/proposals/{one.proposal.reference}/documents/")
    assert "scanner" not in page.text
