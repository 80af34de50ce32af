"""Frozen revisions as their team reads them."""

import hashlib
import json

import pytest

from proposals.actions import proposal as proposal_actions
from proposals.actions import section
from proposals.domain.refusal import Refusal
from proposals.models.call import Stage
from proposals.models.revision import Revision
from tests import factories as f
from tests.page import browser
from tests.refusal import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_detail_reads_as_submitted_after_later_edits() -> None:
    proposal = f.submitted()
    for code, data in f.answers(proposal, title="Edited later").items():
        if code in f.LETTER:
            changed = data | ({"items": [f.item(name="Edited item")]} if "items" in data else {})
            section.save(proposal, code, changed, by=f.lead_a(), at=f.NOW)
    page = browser(f.lead_a()).open("/proposals/CE8-0001/revisions/1/")
    assert page.headings[0] == "A spectrometer"
    for answer in ("Pat Example", "Spectrometer", "Cable", "Co-proposer Ltd", "TBD", "5 W"):
        assert answer in page.text
    assert "Edited" not in page.html


def test_canonical_is_the_text_that_the_receipt_hashes() -> None:
    f.submitted("Ein Gerät für 月球")
    lead = browser(f.lead_a())
    response = lead.client.get("/proposals/CE8-0001/revisions/1/canonical/")
    revision = Revision.objects.get()
    assert hashlib.sha256(response.content).hexdigest() == revision.sha256
    told = json.loads(response.content)
    assert told["sections"]["overview"]["data"]["title"] == "Ein Gerät für 月球"
    assert response["Content-Disposition"] == 'attachment; filename="CE8-0001-r1.json"'
    assert response["X-Content-Type-Options"] == "nosniff"


LETTER = {
    "funder": "Treasury",
    "signatory": "Dr Crook",
    "authority": "Treasurer",
    "phases": ["b", "c"],
    "amount": "21400000.5",
    "currency": "eur",
    "state": "conditional",
}


def test_endorsement_letters_are_asked_for_and_read_in_the_revision() -> None:
    proposal = f.written()
    Stage.objects.filter(pk=proposal.stage_id).update(sections=[*f.LETTER, "endorsements"])
    lead = browser(f.lead_a())
    assert "Letters" in lead.open("/proposals/CE8-0001/submit/").text
    with refused(Refusal.INCOMPLETE):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    section.save(proposal, "endorsements", {"letters": [LETTER]}, by=f.lead_a(), at=f.NOW)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    text = lead.open("/proposals/CE8-0001/revisions/1/").text
    for shown in (
        "Treasury",
        "Dr Crook",
        "Treasurer",
        "21 400 000.5",
        "EUR",
        "Conditional commitment",
    ):
        assert shown in text, shown


@pytest.mark.parametrize("number", ["0", "2", "9" * 30])
@pytest.mark.parametrize("part", ["", "receipt/", "canonical/"])
def test_detail_and_receipt_of_no_revision_are_not_found(number: str, part: str) -> None:
    f.submitted()
    f.submitted("Theirs", by=f.lead_b())
    lead = browser(f.lead_a())
    assert lead.open(f"/proposals/CE8-0001/revisions/{number}/{part}").status == 404
