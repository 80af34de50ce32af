"""What is typed into an answer or a review stays in the browser until the server has it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from proposals.actions import review as review_actions
from proposals.models.review import Assignment
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)


def _accepted() -> tuple[Assignment, str]:
    assignment = f.assigned(f.in_review())
    review_actions.accept(assignment, by=f.reviewer(), at=f.AFTER)
    return assignment, f"/admin/proposals/assignment/{assignment.pk}/review/"


def test_review_that_was_typed_without_a_line_is_offered_back(
    person: Callable[..., Person],
) -> None:
    assignment, path = _accepted()
    reviewer = person(assignment.reviewer)
    reviewer.goes(path)
    reviewer.page.context.route("**/*", lambda route: route.abort())
    reviewer.fills(summary="Half a review.")
    expect(reviewer.page.locator("#save-state")).to_contain_text("No connection", timeout=15_000)
    # What a page sends while it closes passes by the interception that cuts the line here.
    reviewer.page.evaluate("() => { window.fetch = () => Promise.reject(new Error()); }")
    tab = reviewer.page.context.new_page()
    reviewer.page.close()
    reviewer.page = tab
    reviewer.page.context.unroute("**/*")
    reviewer.goes(path)
    reviewer.reads("Text in this browser that isn't saved")
    reviewer.looks("review-kept")
    reviewer.clicks("Put it back")
    assert reviewer.page.locator('[name="summary"]').input_value() == "Half a review."


def test_review_that_is_typed_is_kept_on_the_server(person: Callable[..., Person]) -> None:
    assignment, path = _accepted()
    reviewer = person(assignment.reviewer)
    reviewer.goes(path)
    reviewer.fills(summary="Half a review.")
    expect(reviewer.page.locator("#save-state")).to_contain_text("Kept for you", timeout=15_000)
    reviewer.page.evaluate("localStorage.clear()")
    reviewer.goes(path)
    assert reviewer.page.locator('[name="summary"]').input_value() == "Half a review."
