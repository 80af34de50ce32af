"""A form that was opened before a colleague submitted or removed something takes nothing back."""

import pytest

from proposals.actions import document, section
from proposals.actions import proposal as actions
from proposals.models.document import Document
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from tests import factories as f
from tests.page import Browser, Page, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SUBMIT = "/proposals/CE8-0001/submit/"
STALE = "Revision 1 was submitted meanwhile, and you haven't seen it."


def store(proposal: Proposal, name: str) -> Document:
    return document.store(
        proposal, code="other", file=f.pdf(name), marking=f.MARKING, by=f.proposer_a(), at=f.NOW
    )


def frozen_files(number: int) -> list[str]:
    return [one.name for one in Revision.objects.get(number=number).documents.all()]


def submit(lead: Browser, page: Page) -> Page:
    return lead.press(page, "Submit this")


def test_old_form_does_not_bring_back_a_file_that_a_colleague_left_out() -> None:
    proposal = f.written()
    wrong = store(proposal, "wrong.pdf")
    lead = browser(f.lead_a())
    old = lead.open(SUBMIT)
    document.remove(wrong, by=f.proposer_a(), at=f.NOW)
    actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    page = submit(lead, old)
    assert page.status == 422
    assert STALE in page.text
    assert Revision.objects.count() == 1


def test_old_form_does_not_drop_a_file_that_a_colleague_submitted() -> None:
    proposal = f.written()
    lead = browser(f.lead_a())
    old = lead.open(SUBMIT)
    store(proposal, "budget.pdf")
    actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    page = submit(lead, old)
    assert page.status == 422
    assert STALE in page.text
    assert frozen_files(1) == ["budget.pdf"]
    # The page shows the file, so its own form may be sent; nothing differs, so nothing is frozen.
    assert "budget.pdf" in page.text
    assert submit(lead, page).headings[0] == "Receipt"
    assert Revision.objects.count() == 1


def test_refused_form_shows_what_it_would_replace_and_replaces_it_when_sent_again() -> None:
    proposal = f.written()
    lead = browser(f.lead_a())
    old = lead.open(SUBMIT)
    dropped = store(proposal, "dropped.pdf")
    actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    document.remove(dropped, by=f.proposer_a(), at=f.NOW)
    answers = f.answers(proposal)["overview"] | {"title": "A better title"}
    section.save(proposal, "overview", answers, by=f.proposer_a(), at=f.NOW)
    page = submit(lead, old)
    assert STALE in page.text
    assert "File left out: dropped.pdf" in page.text
    assert "Changed: Overview" in page.text
    assert submit(lead, page).headings[0] == "Receipt"
    assert frozen_files(2) == []


def test_page_says_what_differs_from_the_current_revision() -> None:
    proposal = f.written()
    dropped = store(proposal, "dropped.pdf")
    actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    document.remove(dropped, by=f.proposer_a(), at=f.NOW)
    store(proposal, "added.pdf")
    answers = f.answers(proposal)["overview"] | {"title": "A better title"}
    section.save(proposal, "overview", answers, by=f.proposer_a(), at=f.NOW)
    page = browser(f.lead_a()).open(SUBMIT)
    assert "Compared with revision 1" in page.headings
    assert "/proposals/CE8-0001/revisions/1/" in page.links
    (differences,) = page.texts("//section[@aria-labelledby='differences']")
    assert "Changed: Overview" in differences
    assert "Team" not in differences
    assert "File added: added.pdf" in differences
    assert "File left out: dropped.pdf" in differences


def test_first_submission_is_compared_with_nothing() -> None:
    f.written()
    assert not any("Compared" in one for one in browser(f.lead_a()).open(SUBMIT).headings)


def test_removed_file_does_not_come_back_through_an_old_form() -> None:
    proposal = f.written()
    wrong = store(proposal, "wrong.pdf")
    lead = browser(f.lead_a())
    old = lead.open(SUBMIT)
    document.remove(wrong, by=f.proposer_a(), at=f.NOW)
    page = submit(lead, old)
    assert page.status == 422
    assert "“wrong.pdf”, which you saw, was removed meanwhile." in page.text
    assert not Revision.objects.exists()
    submit(lead, page)
    assert frozen_files(1) == []


def test_second_click_still_shows_the_receipt_after_a_file_was_removed() -> None:
    proposal = f.written()
    stored = store(proposal, "letter.pdf")
    lead = browser(f.lead_a())
    submit(lead, lead.open(SUBMIT))
    document.remove(stored, by=f.proposer_a(), at=f.NOW)
    assert lead.again().headings[0] == "Receipt"
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("lost", ["", "x", "-1", "9" * 30])
def test_form_that_does_not_say_which_revision_it_saw_asks_to_submit_again(lost: str) -> None:
    f.written()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(SUBMIT), {"saw_revision": lost})
    assert page.status == 422
    assert "Part of the form was lost on the way." in page.text
    assert not Revision.objects.exists()
