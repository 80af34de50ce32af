"""The draft of an assignment: asked for, changed by hand, and applied as one act."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from proposals.actions import review
from proposals.models.agency import Membership
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.reviewer import ReviewerProfile
from tests import factories as f
from tests.admin.office import queries
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

DRAFT = "/admin/calls/ce8/assignment/draft/?stage=1"
DUE = "2026-12-20T12:00"


@pytest.fixture(autouse=True)
def after(clock: time_machine.Traveller) -> None:
    clock.move_to(f.AFTER)


@pytest.fixture
def letters() -> list[Proposal]:
    """Two letters in review, each of which wants two reviews."""
    rows = [f.in_review("Alpha"), f.in_review("Beta")]
    stage = rows[0].stage
    stage.reviews_wanted = 2
    stage.save()
    return rows


@pytest.fixture
def people() -> list[Any]:
    """Three reviewers, of whom one is of an agency that is on both letters."""
    return [f.reviewer(), f.reviewer2(), f.conflicted()]


def post(client: Client, page: Page | None = None, **given: Any) -> Page:
    """Press a button of the draft, with the boxes as the page shows them."""
    values = page.form("due_at").values if page else {}
    return Page(client.post(DRAFT, {**values, **given}))


def chosen(page: Page) -> list[tuple[str, str]]:
    return [
        (line.proposal.title, one.name)
        for line in page.response.context["draft"].lines
        for one in line.chosen
    ]


def test_draft_fills_the_places_without_conflicts_and_assigns_nothing(
    letters: list[Proposal], people: list[Any]
) -> None:
    page = post(as_(f.officer()), match="1")
    assert sorted(chosen(page)) == [
        ("Alpha", "reviewer"),
        ("Alpha", "reviewer2"),
        ("Beta", "reviewer"),
        ("Beta", "reviewer2"),
    ]
    assert "In conflict: conflicted" in page.text
    assert "0 places stay open." in page.text
    assert "No draft is better." in page.text
    assert not Assignment.objects.exists()


def test_draft_is_applied_as_one_act_with_one_due_date(
    letters: list[Proposal], people: list[Any]
) -> None:
    officer = as_(f.officer())
    page = post(officer, post(officer, match="1"), apply="1", due_at=DUE)
    assert page.status == 302
    assert Assignment.objects.count() == 4
    assert Assignment.objects.values("due_at").distinct().count() == 1
    assert post(officer, match="1").text.count("Missing") == 0


def test_expert_is_preferred_and_the_load_is_kept(
    letters: list[Proposal], people: list[Any]
) -> None:
    ReviewerProfile.objects.create(user=people[0], most=1)
    expert = ReviewerProfile.objects.create(user=people[1], most=1, is_senior=True)
    expert.topics.create(code="geology", weight=3)
    page = post(as_(f.officer()), match="1")
    assert len(chosen(page)) == 2
    assert "2 places stay open." in page.text
    assert "at their largest load" in page.text
    assert "100 points" in page.text


def test_what_is_ticked_stays_and_what_is_unticked_is_not_proposed_again(
    letters: list[Proposal], people: list[Any]
) -> None:
    f.user("reviewer3@test.example", "reviewer")
    officer = as_(f.officer())
    first = post(officer, match="1")
    values = first.form("due_at").values
    gone, *rest = values["pair"]
    again = Page(officer.post(DRAFT, {**values, "pair": rest, "match": "1"}))
    ticked = again.form("due_at").values["pair"]
    assert gone not in ticked
    assert set(rest) <= set(ticked)
    assert len(ticked) == 4
    third = post(officer, again, match="1")
    assert gone not in third.form("due_at").values["pair"]


def test_nobody_in_conflict_is_assigned_by_a_forged_form(
    letters: list[Proposal], people: list[Any]
) -> None:
    pair = f"{letters[0].pk}-{f.conflicted().pk}"
    page = post(
        as_(f.officer()), pair=[pair, "x", "1-", f"999999-{f.reviewer().pk}"], apply="1", due_at=DUE
    )
    assert page.status == 422
    assert "Nobody is chosen yet" in page.text
    assert not Assignment.objects.exists()


def test_too_much_for_one_person_is_said_and_not_solved(
    letters: list[Proposal], people: list[Any]
) -> None:
    ReviewerProfile.objects.create(user=f.reviewer(), most=0)
    person = f.user("other@test.example", "reviewer", organisation="One house")
    kin = f.user("kin@test.example", "reviewer", organisation="One house")
    pairs = [f"{letters[0].pk}-{one.pk}" for one in (person, kin)]
    page = post(as_(f.officer()), pair=pairs, match="1")
    assert "CE8-0001: would have two reviewers of one organisation" in page.text


def test_two_officers_who_apply_two_drafts_assign_nobody_twice(
    letters: list[Proposal], people: list[Any]
) -> None:
    one, other = as_(f.officer()), as_(f.officer2())
    mine, theirs = post(one, match="1"), post(other, match="1")
    assert post(one, mine, apply="1", due_at=DUE).status == 302
    page = post(other, theirs, apply="1", due_at=DUE)
    assert page.status == 422
    assert Assignment.objects.count() == 4


def test_due_date_in_the_past_assigns_nobody(letters: list[Proposal], people: list[Any]) -> None:
    officer = as_(f.officer())
    page = post(officer, post(officer, match="1"), apply="1", due_at="2020-01-01T12:00")
    assert page.status == 422
    assert not Assignment.objects.exists()
    assert len(page.form("due_at").values["pair"]) == 4  # what was ticked is still there


@pytest.mark.parametrize("name", ["auditor", "chair", "reviewer", "lead_a"])
def test_draft_is_the_officers_alone(letters: list[Proposal], name: str) -> None:
    client = as_(getattr(f, name)())
    assert client.get(DRAFT).status_code in {302, 403}
    assert client.post(DRAFT, {"match": "1"}).status_code in {302, 403}


def test_draft_leaves_out_what_the_officer_may_not_see(
    letters: list[Proposal], people: list[Any]
) -> None:
    officer = f.officer()
    Membership.objects.create(
        agency=letters[0].lead_agency, user=officer, role=Membership.Role.OBSERVER
    )
    page = post(as_(officer), match="1")
    assert page.response.context["draft"].lines == []


def test_queries_of_the_draft_stay_the_same(people: list[Any]) -> None:
    f.in_review("One")
    officer = as_(f.officer())
    one = queries(officer, DRAFT)
    for title in ("Two", "Three"):
        f.in_review(title)
    assert queries(officer, DRAFT) == one


def test_register_is_written_by_officers(people: list[Any]) -> None:
    officer = as_(f.officer())
    path = "/admin/proposals/reviewerprofile/add/"
    form = Page(officer.get(path)).form("most")
    sent = form.filled(
        {"user": str(f.reviewer().pk), "least": "3", "most": "2", "track": "science"}
    )
    page = Page(officer.post(path, sent))
    assert "The least can't be above the most." in page.text
    assert officer.post(path, {**sent, "most": "4"}).status_code == 302
    assert "reviewer" in Page(officer.get("/admin/proposals/reviewerprofile/")).text


def test_reviewer_who_declined_is_not_proposed_again(
    letters: list[Proposal], people: list[Any]
) -> None:
    assignment = f.assigned(letters[0])
    review.decline(assignment, reason="Not my field", by=f.reviewer(), at=f.AFTER)
    page = post(as_(f.officer()), match="1")
    assert ("Alpha", "reviewer") not in chosen(page)
    assert "1 who declined or were unticked" in page.text
