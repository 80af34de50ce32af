"""A reviewer writes a review: saved in parts, finished once, and nothing typed is lost."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from proposals.actions import review as actions
from proposals.models.review import Assignment, Review
from tests import factories as f
from tests.admin.office import change, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(clock: time_machine.Traveller) -> Assignment:
    one = f.assigned(f.in_review())
    actions.accept(one, by=f.reviewer(), at=f.AFTER)
    clock.move_to(f.AFTER)
    return one


@pytest.fixture
def reviewer(assignment: Assignment) -> Client:
    return as_(f.reviewer())


def path(assignment: Assignment) -> str:
    return f"{rows_of('assignment')}{assignment.pk}/review/"


def criteria(assignment: Assignment) -> list[int]:
    return [one.pk for one in assignment.revision.stage.criteria.all()]


def marks(assignment: Assignment, **given: Any) -> dict[str, Any]:
    """Everything that a finished review has."""
    first, second = criteria(assignment)
    return {
        f"score_{first}": "5",
        f"comment_{first}": "Strong.",
        f"score_{second}": "2",
        f"comment_{second}": "Hard to build.",
        "recommendation": "minor",
        "summary": "Worth flying.",
        "confidential": "Watch the budget.",
        **given,
    }


def test_review_shows_what_is_judged_beside_the_form(
    reviewer: Client, assignment: Assignment
) -> None:
    page = Page(reviewer.get(path(assignment))).text
    for told in ("Science", "weight 60", "Feasibility", "weight 40", "Plain words", "5: excellent"):
        assert told in page


def test_review_is_saved_in_parts(reviewer: Client, assignment: Assignment) -> None:
    first, second = criteria(assignment)
    sent = send(reviewer, path(assignment), {f"comment_{first}": "A start."}, press="save")
    assert notes(reviewer, sent) == ["Your review is saved."]
    sent = send(reviewer, path(assignment), {f"score_{second}": "3"}, press="save")
    assert sent.status_code == 302
    shown = Page(reviewer.get(path(assignment))).form().values
    assert shown[f"comment_{first}"] == ["A start."]
    assert shown[f"score_{second}"] == ["3"]
    assert shown[f"score_{first}"] == [""]
    review = Review.objects.get()
    assert (review.finished_at, review.total) == (None, None)
    assignment.refresh_from_db()
    assert assignment.state == "accepted"


def test_review_is_finished_and_weighted(reviewer: Client, assignment: Assignment) -> None:
    sent = send(reviewer, path(assignment), marks(assignment), press="finish")
    assert notes(reviewer, sent) == ["Your review is finished. You can read the others now."]
    review = Review.objects.get()
    assert review.finished_at == f.AFTER
    assert review.total is not None
    assert f"{review.total:.2f}" == "3.80"  # (5 x 60 + 2 x 40) / 100
    assert (review.recommendation, review.summary) == ("minor", "Worth flying.")
    page = Page(reviewer.get(change(assignment))).text
    assert "3.80" in page
    assert reviewer.get(path(assignment)).status_code == 302


@pytest.mark.parametrize("score", ["NaN", "9", "-1", "6", "2.5", "Infinity", "5 ", "١"])
def test_review_takes_only_scores_of_the_scale(
    reviewer: Client, assignment: Assignment, score: str
) -> None:
    first, _ = criteria(assignment)
    with nothing_changes():
        refused = send(
            reviewer, path(assignment), marks(assignment, **{f"score_{first}": score}), press="save"
        )
    assert refused.status_code == 422
    assert Page(refused).refusals
    kept = Page(refused).form().values
    assert kept["summary"] == ["Worth flying."]
    assert kept["confidential"] == ["Watch the budget."]
    assert kept[f"comment_{first}"] == ["Strong."]


@pytest.mark.parametrize("name", ["summary", "confidential", "comment"])
def test_review_of_200000_characters_is_refused_with_the_text_kept(
    reviewer: Client, assignment: Assignment, name: str
) -> None:
    field = f"comment_{criteria(assignment)[0]}" if name == "comment" else name
    long = "long " * 40_000
    with nothing_changes():
        refused = send(reviewer, path(assignment), marks(assignment, **{field: long}), press="save")
    assert refused.status_code == 422
    assert any("Write at most" in one for one in Page(refused).refusals)
    assert Page(refused).form().values[field] == [long]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("score", "Score every criterion before you finish."),
        ("recommendation", "Choose a recommendation."),
        ("summary", "Write the summary."),
    ],
)
def test_review_is_not_finished_in_part(
    reviewer: Client, assignment: Assignment, missing: str, sentence: str
) -> None:
    name = f"score_{criteria(assignment)[1]}" if missing == "score" else missing
    typed = marks(assignment, **{name: ""})
    with nothing_changes():
        refused = send(reviewer, path(assignment), typed, press="finish")
    assert refused.status_code == 422
    assert any(sentence in one for one in Page(refused).refusals)
    kept = Page(refused).form().values
    assert {one: kept[one] for one in typed} == {one: [value] for one, value in typed.items()}


def test_review_saved_elsewhere_meanwhile_is_refused_once_with_the_text_kept(
    reviewer: Client, assignment: Assignment
) -> None:
    old = Page(reviewer.get(path(assignment))).form().values
    send(reviewer, path(assignment), {"summary": "The other window."}, press="save")
    typed = {**old, **marks(assignment, summary="This window."), "save": "1"}
    with nothing_changes():
        refused = reviewer.post(path(assignment), typed)
    assert refused.status_code == 422
    assert any("saved in another window" in one for one in Page(refused).refusals)
    kept = Page(refused).form().values
    assert kept["summary"] == ["This window."]
    assert reviewer.post(path(assignment), {**kept, "save": "1"}).status_code == 302
    assert Review.objects.get().summary == "This window."


@pytest.mark.parametrize("base", ["", "x", "-1", "99", "1" * 30])
def test_review_of_a_base_that_was_never_shown_is_refused(
    reviewer: Client, assignment: Assignment, base: str
) -> None:
    with nothing_changes():
        refused = send(reviewer, path(assignment), marks(assignment, base=base), press="save")
    assert refused.status_code == 422
    assert Page(refused).refusals
    assert Page(refused).form().values["summary"] == ["Worth flying."]


def test_finishing_twice_by_a_double_click_shows_the_finished_review(
    reviewer: Client, assignment: Assignment
) -> None:
    data = {
        **Page(reviewer.get(path(assignment))).form().values,
        **marks(assignment),
        "finish": "1",
    }
    assert reviewer.post(path(assignment), data).status_code == 302
    with nothing_changes():
        again = reviewer.post(path(assignment), data)
    assert again.status_code == 302
    assert again["Location"] == change(assignment)


def test_finished_review_takes_no_other_text_and_gives_it_back(
    reviewer: Client, assignment: Assignment
) -> None:
    data = {
        **Page(reviewer.get(path(assignment))).form().values,
        **marks(assignment),
        "finish": "1",
    }
    reviewer.post(path(assignment), data)
    with nothing_changes():
        refused = reviewer.post(path(assignment), {**data, "summary": "Second thoughts."})
    assert refused.status_code == 422
    assert "Second thoughts." in Page(refused).text


def test_review_before_accepting_leads_back_to_the_assignment(
    clock: time_machine.Traveller,
) -> None:
    assignment = f.assigned(f.in_review())
    clock.move_to(f.AFTER)
    reviewer = as_(f.reviewer())
    assert reviewer.get(path(assignment))["Location"] == change(assignment)
    with nothing_changes():
        answer = reviewer.post(path(assignment), {"base": "1", "summary": "Too early."})
    assert answer.status_code == 422
    assert "Too early." in Page(answer).text


def test_review_text_is_escaped(reviewer: Client, assignment: Assignment) -> None:
    evil = "</textarea><script>alert(1)</script>"
    send(reviewer, path(assignment), marks(assignment, summary=evil), press="finish")
    for user in (f.reviewer(), f.officer()):
        page = as_(user).get(change(assignment)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


# --- What isn't saved yet ------------------------------------------------------------------------


def test_review_that_is_typed_is_kept_and_shown_again(
    reviewer: Client, assignment: Assignment
) -> None:
    page = Page(reviewer.get(path(assignment)))
    typed = page.form("summary").values | {"summary": ["Half a thought"], "auto": ["1"]}
    assert "Not sent yet" in reviewer.post(path(assignment), typed).content.decode()
    assert not Review.objects.get().summary
    shown = Page(reviewer.get(path(assignment))).form("summary").values
    assert shown["summary"] == ["Half a thought"]


def test_draft_of_a_review_that_was_saved_since_is_not_shown(
    reviewer: Client, assignment: Assignment
) -> None:
    page = Page(reviewer.get(path(assignment)))
    old = page.form("summary").values | {"summary": ["Of another tab"], "auto": ["1"]}
    send(reviewer, path(assignment), {"summary": "Saved."}, press="save")
    reviewer.post(path(assignment), old)
    shown = Page(reviewer.get(path(assignment))).form("summary").values
    assert shown["summary"] == ["Saved."]


def test_review_of_another_takes_no_draft(assignment: Assignment) -> None:
    other = as_(f.reviewer2())
    assert other.post(path(assignment), {"summary": "Mine", "auto": "1"}).status_code == 404
