"""The comments of a team, on their page and beside the sections."""

import pytest

from proposals.actions import comment
from proposals.models.agency import Membership
from proposals.models.comment import Comment
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.page import as_, browser
from tests.views.test_queries import Counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/proposals/CE8-0001/sections/equipment/comments/"
SECTION = "/proposals/CE8-0001/sections/equipment/"


def said(of: Proposal, text: str, section: str = "equipment") -> Comment:
    return comment.write(of, section, text, by=f.lead_a(), at=f.NOW)


def test_comment_is_written_answered_resolved_and_reopened_without_a_script() -> None:
    f.draft()
    lead, colleague = browser(f.lead_a()), browser(f.proposer_a())
    page = lead.press(
        lead.send(lead.open(PAGE), {"text": "Is 5 W <enough>?\nTwice?"}), "Mark as resolved"
    )
    assert "1 resolved comment" in page.text
    assert "Resolved by lead-a" in page.text
    page = colleague.press(colleague.open(PAGE), "Open again")
    assert "1 resolved comment" not in page.text
    assert "Is 5 W <enough>?" in page.text
    form = page.form(label="Send the reply")
    colleague.client.post(PAGE, form.filled({"text": "Seven."}))
    page = colleague.open(PAGE)
    assert page.text.index("Is 5 W") < page.text.index("Seven.")
    assert "lead-a · 2 Nov 2026, 12:00 UTC" in page.text
    assert "proposer-a · 2 Nov 2026, 12:00 UTC" in page.text


def test_comment_that_is_refused_is_still_there() -> None:
    first = said(f.draft(), "Why?")
    lead = browser(f.lead_a())
    for replies_to in ("", str(first.pk)):
        long = ("word " * 1100).strip()
        answer = lead.client.post(PAGE, {"text": long, "replies_to": replies_to})
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert shown.count(long) == 1
        assert "Error: Comments on" in shown
    assert Comment.objects.get() == first


@pytest.mark.parametrize("text", ["\0", "a\0b", "\u202e<script>", "'; DROP TABLE"])
def test_comment_of_odd_text_is_a_text_or_a_sentence(text: str) -> None:
    f.draft()
    answer = as_(f.lead_a()).post(PAGE, {"text": text})
    assert answer.status_code in (302, 422)
    assert b"<script>" not in as_(f.lead_a()).get(PAGE).content


def test_section_and_proposal_show_how_many_comments_are_open() -> None:
    proposal = f.draft()
    said(proposal, "Why five?")
    said(proposal, "Why six?")
    done = said(proposal, "Done already")
    comment.resolve(done, by=f.lead_a(), at=f.NOW)
    comment.write(
        proposal,
        "equipment",
        "A reply is no comment",
        replies_to=Comment.objects.all()[0],
        by=f.proposer_a(),
        at=f.NOW,
    )
    for path in (SECTION, "/proposals/CE8-0001/sections/team/", "/proposals/CE8-0001/"):
        page = browser(f.observer_a()).open(path)
        # A section's page has its list of sections twice: in one line, and beside the form.
        assert set(page.texts("//a[@class='sections__comments']")) == {"2 open comments"}, path
        assert PAGE in page.links
    page = browser(f.lead_a()).open(SECTION)
    assert "Comments of the team: 2 open" in page.text
    assert "Why five?" in page.text
    assert "Done already" not in page.text


def test_comments_of_another_section_or_proposal_are_not_answered_here() -> None:
    first = said(f.draft(), "Ours")
    other = said(f.draft("Another"), "Of another proposal")
    client = as_(f.lead_a())
    elsewhere = PAGE.replace("equipment", "team")
    assert client.post(elsewhere, {"text": "x", "replies_to": first.pk}).status_code == 404
    assert client.post(PAGE, {"text": "x", "replies_to": other.pk}).status_code == 404
    path = f"/proposals/CE8-0001/comments/{other.pk}/"
    assert client.post(path, {"resolve": ""}).status_code == 404
    assert client.get("/proposals/CE8-0001/sections/nonsense/comments/").status_code == 404
    assert Comment.objects.count() == 2


def test_address_that_takes_a_post_leads_to_its_button() -> None:
    first = said(f.draft(), "Ours")
    answer = as_(f.lead_a()).get(f"/proposals/CE8-0001/comments/{first.pk}/")
    assert answer["Location"] == f"{PAGE}#comment-{first.pk}"
    first.refresh_from_db()
    assert first.is_open


def test_comments_are_nobodys_outside_of_the_team() -> None:
    first = said(f.submitted(), "Secret of A")
    f.submitted("Theirs", by=f.lead_b())
    for person in (f.lead_b(), f.officer(), f.auditor(), f.root(), f.reviewer(), f.chair()):
        client = as_(person)
        for path in (PAGE, f"/proposals/CE8-0001/comments/{first.pk}/"):
            assert client.get(path).status_code == 404
            assert client.post(path, {"text": "x"}).status_code == 404
    office = as_(f.root())
    for path in (
        f"/admin/proposals/proposal/{first.proposal_id}/change/",
        f"/admin/proposals/proposal/{first.proposal_id}/history/",
        "/admin/proposals/auditentry/",
        "/admin/proposals/message/",
        "/admin/",
    ):
        page = office.get(path, follow=True).content.decode()
        assert "Secret of A" not in page
    assert office.get("/admin/proposals/comment/").status_code == 404


def test_comment_of_a_person_who_left_has_their_name() -> None:
    comment.write(f.draft(), "equipment", "I was here", by=f.proposer_a(), at=f.NOW)
    Membership.objects.filter(user=f.proposer_a()).delete()
    assert "proposer-a ·" in browser(f.lead_a()).open(PAGE).text


def test_queries_of_comments_do_not_grow() -> None:
    proposal = f.draft()
    first = said(proposal, "One")
    counts = Counts(as_(f.lead_a()), PAGE, SECTION, "/proposals/CE8-0001/")
    for n in range(2):
        said(proposal, f"More {n}")
        said(proposal, f"More {n}", "team")
        comment.resolve(said(proposal, f"Done {n}"), by=f.proposer_a(), at=f.NOW)
        comment.write(proposal, "equipment", "Yes", replies_to=first, by=f.proposer_a(), at=f.NOW)
    counts.assert_same()
