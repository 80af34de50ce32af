"""The sign-off as the lead, the signatories, the team and the office see it."""

import pytest
import time_machine

from proposals.actions import proposal as proposal_actions
from proposals.models.proposal import Proposal
from proposals.models.signoff import Approval
from tests import factories as f
from tests.actions.test_signoff import (
    approved,
    asking,
    change,
    said_ready,
    signatory,
    with_agency_b,
    written,
)
from tests.page import as_, browser
from tests.views.test_queries import Counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/proposals/CE8-0001/sign-off/"
SUBMIT = "/proposals/CE8-0001/submit/"


def test_content_is_said_to_be_ready_and_approved_by_the_pages_alone() -> None:
    proposal = written()
    signs = browser(signatory(f.agency()))
    lead = browser(f.lead_a())
    assert PAGE in lead.open("/proposals/CE8-0001/").links
    page = lead.press(lead.open(PAGE), "This content is ready")
    assert "Ready. The people who sign for the agencies have got a mail." in page.text
    assert "Waits for the approval of: Agency A" in page.text
    assert not [one for one in page.forms if "Approve for Agency A" in one.labels]
    page = signs.open(PAGE)
    assert "Plain words that say enough." in page.text  # what they approve
    page = signs.press(page, "Approve for Agency A")
    assert "Approved by signs-" in page.text
    assert "Every agency has approved this content." in lead.open(SUBMIT).text
    change(proposal)
    f.document(proposal)
    for path in (PAGE, "/proposals/CE8-0001/"):
        assert "approved this content." not in lead.open(path).text
    page = lead.open(PAGE)
    assert "Changed since: 2 sections." in page.text
    assert page.texts("//section[@aria-labelledby='state']/ul/li") == ["Science", "Files"]


def test_approval_of_an_old_page_shows_what_is_there_now() -> None:
    proposal = written()
    said_ready(proposal)
    signs = browser(signatory(f.agency()))
    page = signs.open(PAGE)
    change(proposal, "Quite another objective.")
    page = signs.press(page, "Approve for Agency A")
    assert page.status == 422
    assert "The content has changed since you opened this page." in page.text
    assert "Quite another objective." in page.text
    assert not Approval.objects.exists()


def test_letter_without_consent_warns_and_is_submitted() -> None:
    written()
    lead = browser(f.lead_a())
    page = lead.open(SUBMIT)
    assert "This content isn't approved by: Agency A. You may submit all the same." in page.text
    page = lead.press(page, "Submit this")
    assert "Receipt" in page.text


def test_full_proposal_is_refused_with_a_sentence(clock: time_machine.Traveller) -> None:
    f.invited()
    asking(number=2)
    clock.move_to(f.INVITED)
    lead = browser(f.lead_a())
    page = lead.open(SUBMIT)
    assert "Agency A. This blocks the submission." in page.text
    page = lead.press(page, "Submit this")
    assert page.status == 422
    assert "must approve this very content" in page.text


def test_reader_of_the_proposal_says_and_approves_nothing() -> None:
    written()
    for person in (f.proposer_a(), f.observer_a()):
        page = browser(person).open(PAGE)
        assert not [one for one in page.forms if "sha256" in one.names]
        sha256 = page.texts("//code[@class='hash']")[0]
        for data in ({"sha256": sha256}, {"sha256": sha256, "agency": f.agency().pk}):
            assert as_(person).post(PAGE, data).status_code == 422
    assert as_(f.lead_b()).get(PAGE).status_code == 404


@pytest.mark.parametrize("data", [{}, {"sha256": "x"}, {"sha256": "0" * 64, "agency": "9" * 30}])
def test_form_that_was_lost_on_the_way_is_a_sentence(data: dict[str, str]) -> None:
    written()
    assert as_(f.lead_a()).post(PAGE, data).status_code == 422


def test_agency_without_a_signatory_is_told_what_to_do() -> None:
    written()
    assert "Nobody signs for this agency yet." in browser(f.lead_a()).open(PAGE).text


def test_stage_that_asks_for_none_has_no_page_and_no_word_of_it() -> None:
    f.written()
    lead = browser(f.lead_a())
    assert lead.open(PAGE).status == 404
    for path in ("/proposals/CE8-0001/", SUBMIT):
        assert "approved" not in lead.open(path).text


def test_office_sees_who_approved_a_revision() -> None:
    proposal = written()
    with_agency_b(proposal)
    said_ready(proposal)
    approved(proposal)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    page = browser(f.officer()).open(f"/admin/proposals/proposal/{proposal.pk}/change/")
    assert "Agency A signs-" in page.text
    assert "Agency B: not approved" in page.text
    assert "Joined" in page.text


def test_queries_of_a_sign_off_do_not_grow() -> None:
    proposal: Proposal = written()
    said_ready(proposal)
    approved(proposal)
    counts = Counts(as_(f.lead_a()), PAGE, SUBMIT, "/proposals/CE8-0001/")
    with_agency_b(proposal)
    change(proposal)
    said_ready(proposal)
    approved(proposal)
    approved(proposal, f.agency("Agency B"))
    counts.assert_same()
