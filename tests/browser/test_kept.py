"""What is typed into an answer or a review stays in the browser until the server has it."""

from collections.abc import Callable

import pytest

from proposals.actions import review as review_actions
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_review_that_was_typed_and_not_saved_is_offered_back(
    person: Callable[..., Person],
) -> None:
    assignment = f.assigned(f.in_review())
    review_actions.accept(assignment, by=f.reviewer(), at=f.AFTER)
    reviewer = person(assignment.reviewer)
    path = f"/admin/proposals/assignment/{assignment.pk}/review/"
    reviewer.goes(path)
    reviewer.fills(summary="Half a review.")
    reviewer.page.evaluate("() => { window.onbeforeunload = null; }")
    tab = reviewer.page.context.new_page()
    reviewer.page.close()
    reviewer.page = tab
    reviewer.goes(path)
    reviewer.reads("Text in this browser that isn't saved")
    reviewer.looks("review-kept")
    reviewer.clicks("Put it back")
    assert reviewer.page.locator('[name="summary"]').input_value() == "Half a review."
