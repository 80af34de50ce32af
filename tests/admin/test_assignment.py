"""An officer assigns reviewers and records conflicts; a reviewer accepts or declares one."""

from typing import Any

import pytest
import time_machine

from proposals.actions import review as review_actions
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from proposals.models.tally import Tally
from tests import factories as f
from tests.admin.office import REFUSED, buttons, change, do, notes, nothing_changes, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

DUE = "2026-12-24T12:00"


@pytest.fixture
def proposal(clock: time_machine.Traveller) -> Proposal:
    one = f.in_review()
    clock.move_to(f.AFTER)
    return one


def assign(proposal: Proposal, *reviewers: Any, due: str = DUE) -> Any:
    values = {"reviewers": [one.pk for one in reviewers], "due_at": due}
    return send(as_(f.officer()), do(proposal, "assign"), values)


def test_reviewers_are_assigned_and_told(proposal: Proposal) -> None:
    reviewers = [f.reviewer(), f.reviewer2()]
    assert assign(proposal, *reviewers).status_code == 302
    rows = proposal.assignments.order_by("pk")
    assert [(one.reviewer, one.state) for one in rows] == [
        (reviewers[0], "invited"),
        (reviewers[1], "invited"),
    ]
    for one in reviewers:
        assert Message.objects.filter(to=one.email, about=proposal.reference).count() == 1
    page = Page(as_(f.officer()).get(change(proposal))).text
    assert "reviewer: Invited" in page


def test_conflicted_reviewer_is_refused_and_nobody_is_assigned(proposal: Proposal) -> None:
    reviewers = [f.reviewer(), f.conflicted(), f.reviewer2()]
    as_(f.officer())
    with nothing_changes():
        refused = assign(proposal, *reviewers)
    assert refused.status_code == 422
    assert Page(refused).refusals == ["conflicted has a conflict of interest with this proposal."]
    ticked = Page(refused).form().values["reviewers"]
    assert sorted(ticked) == sorted(str(one.pk) for one in reviewers)


def test_reviewer_is_not_assigned_twice(proposal: Proposal) -> None:
    first, second = f.reviewer(), f.reviewer2()
    assign(proposal, first)
    with nothing_changes():
        refused = assign(proposal, second, first)
    assert Page(refused).refusals == ["reviewer has this proposal already."]


def test_only_reviewers_can_be_assigned(proposal: Proposal) -> None:
    f.reviewer()
    gone = f.user("gone@test.example", "reviewer", is_active=False)
    officer = as_(f.officer())
    for user in (f.chair(), f.lead_b(), f.officer(), gone):
        with nothing_changes():
            refused = officer.post(do(proposal, "assign"), {"reviewers": [user.pk], "due_at": DUE})
        assert refused.status_code == 422, user


@pytest.mark.parametrize("due", ["", "soon", "2026-02-30T00:00", "2020-01-01T00:00"])
def test_assignment_needs_a_due_date_to_come(proposal: Proposal, due: str) -> None:
    reviewer = f.reviewer()
    as_(f.officer())
    with nothing_changes():
        refused = assign(proposal, reviewer, due=due)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["due_at"]
    assert Page(refused).form().values["reviewers"] == [str(reviewer.pk)]


def test_reviewer_accepts_and_may_still_declare_a_conflict(proposal: Proposal) -> None:
    assign(proposal, f.reviewer())
    assignment = Assignment.objects.get()
    reviewer = as_(f.reviewer())
    assert buttons(reviewer.get(change(assignment))) == {"accept", "decline", "conflict"}
    assert reviewer.post(do(assignment, "accept")).status_code == 302
    page = reviewer.get(change(assignment))
    assert buttons(page) == {"decline", "conflict"}
    assert "Write the review" in Page(page).text
    with nothing_changes():
        assert notes(reviewer, reviewer.post(do(assignment, "accept"))) == [REFUSED]


def test_reviewer_declines_with_a_click_and_a_reason(proposal: Proposal) -> None:
    assign(proposal, f.reviewer())
    assignment = Assignment.objects.get()
    reviewer = as_(f.reviewer())
    with nothing_changes():
        refused = send(reviewer, do(assignment, "decline"), {})
        assert refused.status_code == 422
        assert "Say why you can't review it." in Page(refused).text
    sent = send(reviewer, do(assignment, "decline"), {"why": "time"})
    told = reviewer.get(sent["Location"], follow=True)
    assert [str(one) for one in told.context["messages"]] == [
        "You have declined to review CE8-0001. The office is told why."
    ]
    assignment.refresh_from_db()
    assert (assignment.state, assignment.state_reason) == (
        "declined",
        "No time before the due date",
    )
    assert Tally.objects.get(proposal=proposal, stage=proposal.stage).assigned == 0
    mail = Message.objects.get(to=f.officer().email, subject__contains="declined")
    assert "No time before the due date" in mail.body
    assert assign(proposal, f.reviewer()).status_code == 302  # an officer can ask again
    assignment.refresh_from_db()
    assert assignment.state == "invited"


def test_declined_review_that_was_begun_stays_its_reviewers_to_read(proposal: Proposal) -> None:
    assignment = f.assigned(proposal)
    review_actions.accept(assignment, by=f.reviewer(), at=f.AFTER)
    review_actions.decline(assignment, reason="Not my field", by=f.reviewer(), at=f.AFTER)
    page = Page(as_(f.reviewer()).get(change(assignment)))
    assert "What you wrote stays yours to read." in page.text


def test_reviewer_declares_a_conflict_with_words_and_sees_nothing_more(
    proposal: Proposal,
) -> None:
    assign(proposal, f.reviewer())
    assignment = Assignment.objects.get()
    reviewer = as_(f.reviewer())
    for reason in ("", "  "):
        with nothing_changes():
            assert send(reviewer, do(assignment, "conflict"), {"reason": reason}).status_code == 422
    sent = send(reviewer, do(assignment, "conflict"), {"reason": "My sister leads it."})
    told = reviewer.get(sent["Location"], follow=True)
    assert [str(one) for one in told.context["messages"]] == [
        "Your conflict is recorded. CE8-0001 is closed to you now."
    ]
    assert proposal.title_for_office not in Page(told).text
    assignment.refresh_from_db()
    assert assignment.state == "conflict"
    assert Message.objects.filter(to=f.officer().email, about=proposal.reference).exists()
    page = Page(as_(f.officer()).get(change(proposal))).text
    assert "reviewer: My sister leads it. (Declared by the reviewer)" in page
    assert Page(assign(proposal, f.reviewer())).refusals == [
        "reviewer has a conflict of interest with this proposal."
    ]


def test_officer_records_a_conflict_that_was_found(proposal: Proposal) -> None:
    assignment = f.assigned(proposal)
    officer = as_(f.officer())
    values = {"reviewer": f.reviewer().pk, "reason": "They published together."}
    with nothing_changes():
        assert send(officer, do(proposal, "find_conflict"), {"reviewer": f.reviewer().pk})
    assert send(officer, do(proposal, "find_conflict"), values).status_code == 302
    assignment.refresh_from_db()
    assert assignment.state == "conflict"
    assert (
        "They published together. (Found by the office)" in Page(officer.get(change(proposal))).text
    )


def test_score_of_a_reviewer_whose_conflict_was_found_is_left_out_if_the_officer_says_so(
    proposal: Proposal,
) -> None:
    f.finished(proposal, value=5)
    f.finished(proposal, by=f.reviewer2(), value=1)
    officer = as_(f.officer())
    assert "Mean of the finished reviews: 3.00 of 5." in Page(officer.get(change(proposal))).text
    values = {"reviewer": f.reviewer().pk, "reason": "They published together."}
    send(officer, do(proposal, "find_conflict"), values)
    assert "Mean of the finished reviews: 3.00 of 5." in Page(officer.get(change(proposal))).text
    send(officer, do(proposal, "find_conflict"), values | {"leaves_out": True})
    assert "Mean of the finished reviews: 1.00 of 5." in Page(officer.get(change(proposal))).text
    assert "1/1 1.00" in Page(officer.get("/admin/proposals/proposal/")).text


def test_officer_does_not_answer_for_a_reviewer(proposal: Proposal) -> None:
    assignment = f.assigned(proposal)
    for user in (f.officer(), f.root(), f.reviewer2(), f.chair()):
        client = as_(user)
        for act in ("accept", "conflict"):
            with nothing_changes():
                assert client.post(do(assignment, act), {"reason": "x"}).status_code in (302, 404)
        with nothing_changes():
            path = f"/admin/proposals/assignment/{assignment.pk}/review/"
            assert client.post(path, {"summary": "x", "base": "1"}).status_code == 404
