"""Reviewers read each other's reviews once they have finished their own, and never before."""

import pytest
import time_machine
from django.test import Client

from proposals.actions import proposal as proposal_actions
from proposals.actions import review
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Review
from tests import factories as f
from tests.admin.office import change, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(clock: time_machine.Traveller) -> Proposal:
    """Reviewer 2 has finished; the reviewer has accepted; a third has saved a part."""
    one = f.in_review()
    theirs = f.finished(one, by=f.reviewer2(), value=1)
    Review.objects.filter(assignment=theirs).update(
        summary="A peer's verdict", confidential="A peer's secret"
    )
    review.accept(f.assigned(one), by=f.reviewer(), at=f.AFTER)
    third = f.user("third@test.example", "reviewer")
    assignment = f.assigned(one, to=third)
    review.accept(assignment, by=third, at=f.AFTER)
    half = f.marks(assignment, value=0)
    half = review.Marks(half.scores, half.comments, summary="Half a thought")
    review.save(assignment.review, half, by=third, at=f.AFTER, base=1)
    clock.move_to(f.AFTER)
    return one


def own(proposal: Proposal) -> Assignment:
    return proposal.assignments.get(reviewer=f.reviewer())


def pages(client: Client, proposal: Proposal) -> str:
    """Return everything that the reviewer's pages of this proposal hold."""
    paths = [
        "/admin/",
        rows_of("assignment"),
        rows_of("proposal"),
        change(proposal),
        change(own(proposal)),
        f"{rows_of('assignment')}{own(proposal).pk}/review/",
        *(change(one) for one in proposal.assignments.exclude(reviewer=f.reviewer())),
    ]
    return "".join(Page(client.get(path, follow=True)).html for path in paths)


def test_others_reviews_are_hidden_before_the_own_is_finished(proposal: Proposal) -> None:
    everything = pages(as_(f.reviewer()), proposal)
    for told in ("A peer&#x27;s verdict", "A peer's", "1.00", "Half a thought", "reviewer2"):
        assert told not in everything, told


def test_others_finished_reviews_are_shown_after_the_own_is_finished(proposal: Proposal) -> None:
    mine = own(proposal)
    review.save(
        mine.review, f.marks(mine, value=5), by=f.reviewer(), at=f.AFTER, base=1, finish=True
    )
    reviewer = as_(f.reviewer())
    page = Page(reviewer.get(change(mine))).text
    assert "A peer's verdict" in page
    assert "1.00" in page
    assert "reviewer2" in page
    everything = pages(reviewer, proposal)
    for told in ("Half a thought", "A peer&#x27;s secret", "A peer's secret", "third"):
        assert told not in everything, told


def test_confidential_words_reach_the_office_alone(proposal: Proposal) -> None:
    for user in (f.officer(), f.chair(), f.auditor()):
        assert "A peer's secret" in Page(as_(user).get(change(proposal))).text, user
    for team in (f.lead_a(), f.observer_a()):
        page = Page(as_(team).get(proposal.get_absolute_url())).html
        for told in ("secret", "verdict", "reviewer2"):
            assert told not in page


def test_mean_shown_to_peers_counts_finished_reviews_only(proposal: Proposal) -> None:
    mine = own(proposal)
    review.save(
        mine.review, f.marks(mine, value=5), by=f.reviewer(), at=f.AFTER, base=1, finish=True
    )
    page = Page(as_(f.reviewer()).get(change(mine))).text
    assert "Mean of the finished reviews: 3.00 of 5." in page


def test_reviews_of_an_earlier_stage_stay_with_their_reviewers(
    clock: time_machine.Traveller,
) -> None:
    """Who reviews the full proposal doesn't read the letter's reviews, and the other way round."""
    proposal = f.in_review()
    letter = f.finished(proposal, by=f.reviewer2(), value=1)
    Review.objects.filter(assignment=letter).update(summary="Of the letter")
    f.decided(proposal, "shortlist")
    f.write(proposal, f.FULL, by=f.lead_a(), at=f.INVITED)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
    f.start_review(proposal, at=f.FULL_AFTER)
    of_full = f.finished(proposal, value=4)
    clock.move_to(f.FULL_AFTER)
    assert "Of the letter" not in Page(as_(f.reviewer()).get(change(of_full))).text
    assert "Worth flying." not in Page(as_(f.reviewer2()).get(change(letter))).text
    office = Page(as_(f.officer()).get(change(proposal)))
    # A table for each stage, whose columns say reviewer, stage and revision.
    assert office.texts("//table[contains(@class, 'scores')]/thead//th[position() > 1]") == [
        "reviewer Full proposal, revision 2",
        "reviewer2 Letter of intent, revision 1",
    ]
    assert office.texts("//section[@aria-labelledby='reviews']/h3") == [
        "Full proposal",
        "Letter of intent",
    ]
    by_stage = office.texts("//section[@aria-labelledby='reviews']/ul")
    assert by_stage[0].startswith("reviewer: Review finished, revision 2")
    assert by_stage[1].startswith("reviewer2: Review finished, revision 1")
    own = Page(as_(f.reviewer()).get(change(of_full)))
    assert own.texts("//table[contains(@class, 'scores')]/thead//th[2]") == [
        "reviewer Full proposal, revision 2"
    ]
