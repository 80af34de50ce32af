"""The next step of a proposal, as its team reads it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from proposals.models.proposal import Proposal
from proposals.pages.progress import next_step
from tests import factories as f

pytestmark = pytest.mark.django_db


def step(proposal: Proposal, at: datetime) -> tuple[str, bool]:
    shown = Proposal.objects.listed().get(pk=proposal.pk)
    found = next_step(shown, at=at)
    return found.text, found.is_yours


@pytest.mark.parametrize(
    ("make", "at", "text", "is_yours"),
    [
        (f.draft, f.NOW, "Submit", True),
        (f.draft, f.AFTER, "The window is over", False),
        (f.in_review, f.AFTER, "Reviewers read the proposal", False),
        (f.invited, f.INVITED, "Submit the full proposal", True),
        (f.selected, f.FULL_AFTER, "Accept the selection", True),
    ],
)
def test_step_says_who_does_what(
    make: Callable[[], Proposal], at: datetime, text: str, is_yours: bool
) -> None:
    assert step(make(), at) == (text, is_yours)


def test_question_is_the_teams_to_answer_by_its_due_time() -> None:
    proposal = f.in_review()
    asked = f.asked(proposal)
    shown = Proposal.objects.listed().get(pk=proposal.pk)
    found = next_step(shown, at=f.AFTER)
    assert (found.text, found.due_at) == ("Answer the question", asked.due_at)


def test_submitted_proposal_waits_until_the_window_is_over() -> None:
    proposal = f.submitted()
    assert step(proposal, f.NOW)[0].startswith("Nothing to do.")
    assert step(proposal, f.CLOSES + timedelta(seconds=1)) == (
        "The office checks eligibility",
        False,
    )
