"""The desk of a call in a real browser: from the letters that came to a ranking, with few clicks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from proposals.actions import review, screening
from proposals.domain.screening import PointGiven
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.reviewer import ReviewerProfile
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

DESK = "/admin/calls/ce8/"
LETTERS = ("Alpha", "Beta", "Gamma")
COUNT_CLICKS = """() => {
    const count = () => sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks")) + 1);
    addEventListener("click", (event) => event.isTrusted && event.detail && count(), true);
}"""


def clicks(person: Person) -> int:
    """Return how often the mouse was used since the last call."""
    found = person.page.evaluate("Number(sessionStorage.getItem('clicks'))")
    person.page.evaluate("sessionStorage.removeItem('clicks')")
    return int(found)


def presses(person: Person, key: str) -> None:
    with person.page.expect_navigation():
        person.page.keyboard.press(key)


@pytest.fixture
def letters() -> list[Proposal]:
    """Three letters of a stage that has closed and wants two reviews; it has a checklist."""
    rows = [f.submitted(title) for title in LETTERS]
    now = timezone.now()
    Stage.objects.filter(number=1).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1), reviews_wanted=2
    )
    Stage.objects.filter(number=2).update(
        opens_at=now + timedelta(days=9), closes_at=now + timedelta(days=20)
    )
    points = [PointGiven(None, "It names a platform", "Overview.", decides=True)]
    points.append(PointGiven(None, "It is readable"))
    screening.change_checklist(Stage.objects.get(number=1), points, by=f.officer(), at=now)
    for person in (f.reviewer(), f.reviewer2(), f.conflicted()):
        ReviewerProfile.objects.create(user=person).topics.create(code="geology", weight=3)
    return rows


def test_officer_takes_letters_to_a_ranking_in_few_clicks(
    person: Callable[..., Person], letters: list[Proposal]
) -> None:
    officer = person(f.officer())
    officer.page.add_init_script(f"({COUNT_CLICKS})()")
    officer.goes(DESK)
    officer.looks("desk-overview")
    _screens(officer)
    assert clicks(officer) <= 2 * len(letters)
    _assigns(officer)
    assert clicks(officer) <= 12
    for place, assignment in enumerate(Assignment.objects.order_by("pk")):
        _finishes(assignment, value=2 + place)
    officer.goes(f"{DESK}reviews/")
    officer.looks("desk-reviews")
    officer.goes(f"{DESK}ranking/")
    officer.reads("Two reviewers of one proposal")
    officer.page.keyboard.press("p")
    officer.page.locator(".table-preview h2").wait_for()
    officer.looks("desk-ranking")


def _finishes(assignment: Assignment, *, value: int) -> None:
    by, at = assignment.reviewer, timezone.now()
    one = review.accept(assignment, by=by, at=at)
    marks = f.marks(assignment, value=value)
    review.save(one.review, marks, by=by, at=at, base=one.review.version, finish=True)


def _screens(officer: Person) -> None:
    """Find the first letter not eligible, and the others eligible, by the keyboard."""
    officer.goes(f"{DESK}screening/?status=submitted")
    officer.looks("desk-screening")
    officer.page.keyboard.press("j")
    presses(officer, "o")
    officer.looks("desk-letter")
    officer.page.keyboard.press("n")
    officer.page.keyboard.press("y")
    with officer.page.expect_navigation():
        officer.clicks("Not eligible, next")
    officer.reads("Beta")
    presses(officer, "e")
    presses(officer, "e")
    officer.page.wait_for_load_state()
    statuses = [Proposal.objects.get(title=title).status for title in LETTERS]
    assert statuses == ["ineligible", "in_review", "in_review"]


def _assigns(officer: Person) -> None:
    officer.goes(f"{DESK}assignment/")
    officer.looks("desk-assignment")
    officer.clicks("Draft an assignment")
    officer.clicks("Fill the open places")
    officer.reads("0 places stay open.")
    officer.looks("desk-draft")
    officer.fills(due_at="2031-01-01T12:00")
    officer.clicks("Apply the draft")
    officer.reads("4 reviews are assigned.")
    assert Assignment.objects.count() == 4


def test_reviewer_grades_without_the_mouse(person: Callable[..., Person]) -> None:
    proposal = f.in_review("Alpha")
    assignment = f.assigned(proposal)
    review.accept(assignment, by=f.reviewer(), at=f.AFTER)
    reviewer = person(f.reviewer())
    reviewer.goes(f"/admin/proposals/assignment/{assignment.pk}/review/")
    criteria = list(Stage.objects.get(number=1).criteria.all())
    for _ in criteria:
        reviewer.page.keyboard.press("4")
    reviewer.reads("Total so far: 4.0")
    reviewer.looks("review-graded")
    with reviewer.page.expect_navigation():
        reviewer.clicks("Save")
    scores = assignment.review.scores.values_list("value", flat=True)
    assert list(scores) == [4] * len(criteria)
