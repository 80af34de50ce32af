"""The queries of each list and page of the office, the same at one row and at three."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from proposals.actions import call as call_actions
from proposals.actions import clarification, review
from proposals.actions import decision as decision_actions
from proposals.actions import question as question_actions
from proposals.models.call import Call, Result
from proposals.models.claim import Claim
from proposals.models.decision import Decision
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from tests import factories as f
from tests.admin.office import change, queries, rows_of
from tests.page import as_

pytestmark = pytest.mark.django_db

# What a page may cost at most, whatever it holds: a guard, not a goal.
MOST = 25


@pytest.fixture(autouse=True)
def after(clock: time_machine.Traveller) -> None:
    clock.move_to(f.AFTER)


def reviewers(number: int) -> Any:
    return f.user(f"reviewer-{number}@test.example", "reviewer")


def reviewed(title: str, number: int = 1) -> Proposal:
    proposal = f.in_review(title)
    for one in range(number):
        f.finished(proposal, by=reviewers(one))
    return proposal


def same(user: Any, path: str, *, more: Any) -> None:
    """Count at one row, add two, and count again."""
    one = queries(as_(user), path)
    more()
    three = queries(as_(user), path)
    assert one == three, f"{path}: {one} queries at one row, {three} at three"
    assert three <= MOST, f"{path}: {three} queries"


@pytest.mark.parametrize("name", ["officer", "chair", "auditor"])
def test_proposal_list_with_scores(name: str) -> None:
    reviewed("One")

    def more() -> None:
        reviewed("Two", 2)
        reviewed("Three", 3)

    same(getattr(f, name)(), rows_of("proposal"), more=more)


@pytest.mark.parametrize("name", ["officer", "auditor"])
def test_proposal_page(name: str) -> None:
    """One review, question and revision, then three of each."""
    proposal = reviewed("One")
    clarification.ask(
        proposal, text="Why?", due_at=f.AFTER + timedelta(days=3), by=f.officer(), at=f.AFTER
    )

    def more() -> None:
        for number in (2, 3):
            f.finished(proposal, by=reviewers(number))
            review.find_conflict(
                proposal, reviewer=reviewers(number + 5), reason="Kin", by=f.officer(), at=f.AFTER
            )
            clarification.ask(
                proposal,
                text=f"Why {number}?",
                due_at=f.AFTER + timedelta(days=3),
                by=f.officer2(),
                at=f.AFTER,
            )

    review.find_conflict(proposal, reviewer=reviewers(6), reason="Kin", by=f.officer(), at=f.AFTER)
    # The page of a proposal in question has more queries than a list: it shows all that there is.
    one = queries(as_(getattr(f, name)()), change(proposal))
    more()
    assert queries(as_(getattr(f, name)()), change(proposal)) == one
    assert one <= 45


def assigned(title: str, to: Any) -> Assignment:
    assignment = f.assigned(f.in_review(title), to=to)
    review.accept(assignment, by=to, at=f.AFTER)
    return assignment


@pytest.mark.parametrize("path", [rows_of("assignment"), rows_of("proposal"), "/admin/"])
def test_reviewers_lists(path: str) -> None:
    assigned("One", f.reviewer())

    def more() -> None:
        assigned("Two", f.reviewer())
        assigned("Three", f.reviewer())

    same(f.reviewer(), path, more=more)


def test_assignment_list_of_the_office() -> None:
    assigned("One", f.reviewer())

    def more() -> None:
        assigned("Two", f.reviewer2())
        assigned("Three", reviewers(3))

    same(f.officer(), rows_of("assignment"), more=more)


@pytest.mark.parametrize("page", ["review", "change"])
def test_review_form_and_assignment_page(page: str) -> None:
    """With one criterion and item, then with three."""
    mine = assigned("One", f.reviewer())
    stage = mine.revision.stage
    stage.criteria.all()[1].delete()

    def more() -> None:
        stage.criteria.create(name="Second", weight=1)
        stage.criteria.create(name="Third", weight=1)
        f.finished(mine.proposal, by=f.reviewer2())
        f.finished(mine.proposal, by=reviewers(3))

    same(f.reviewer(), f"{rows_of('assignment')}{mine.pk}/{page}/", more=more)


def test_finished_assignment_page_with_peers() -> None:
    proposal = reviewed("One", 2)
    mine = f.finished(proposal)

    def more() -> None:
        for number in (5, 6):
            f.finished(proposal, by=reviewers(number))

    same(f.reviewer(), change(mine), more=more)


def draft(title: str, **given: Any) -> Decision:
    return decision_actions.draft(
        f.in_review(title, **given), outcome="decline", letter="No.", by=f.officer(), at=f.AFTER
    )


def test_decision_list() -> None:
    draft("One")

    def more() -> None:
        decision = draft("Two")
        decision_actions.schedule(decision, by=f.officer2(), at=f.AFTER)
        draft("Three", by=f.lead_b())

    same(f.officer(), rows_of("decision"), more=more)


def test_desk() -> None:
    f.draft("One")

    def more() -> None:
        f.submitted("Two")
        draft("Three")
        reviewed("Four", 2)

    same(f.officer(), "/admin/", more=more)


def test_call_and_stage_lists_and_pages() -> None:
    call = f.call()
    calls = queries(as_(f.officer()), rows_of("call"))
    stages = queries(as_(f.officer()), rows_of("stage"))
    page = queries(as_(f.officer()), change(call))
    f.call("TWO")
    f.call("THR", publish=False)
    call.topics.create(kind="priority", code="second", text="Second")
    call.topics.create(kind="priority", code="third", text="Third")
    assert queries(as_(f.officer()), rows_of("call")) == calls
    assert queries(as_(f.officer()), rows_of("stage")) == stages
    assert queries(as_(f.officer()), change(call)) == page
    assert Call.objects.count() == 3


def test_lists_of_questions_letters_people_messages_and_history() -> None:
    call = f.call()
    people = [f.lead_a(), f.lead_b(), f.officer(), f.auditor()]
    question_actions.ask(call, text="One?", by=people[0], at=f.NOW)
    f.submitted("One")
    models = ("question", "registration", "user", "message", "auditentry", "agency", "mission")
    before = {model: queries(as_(f.auditor()), rows_of(model)) for model in models}
    for number in (2, 3):
        question_actions.ask(call, text=f"{number}?", by=people[1], at=f.NOW)
        f.submitted(f"{number}", by=people[1])
        f.agency(f"Agency {number}")
    after = {model: queries(as_(f.auditor()), rows_of(model)) for model in models}
    assert after == before
    assert max(after.values()) <= MOST


def test_history_page() -> None:
    proposal = f.submitted("One")
    path = change(proposal).replace("/change/", "/history/")

    def more() -> None:
        f.asked(f.in_review("Other"))
        review.find_conflict(
            proposal, reviewer=f.reviewer(), reason="Kin", by=f.officer2(), at=f.AFTER
        )

    same(f.auditor(), path, more=more)


@pytest.mark.parametrize("publish", [True, False])
def test_page_of_a_record_with_claims(*, publish: bool) -> None:
    call = f.call("REC", publish=False, provenance=Call.Provenance.RECORD)
    offer = call.offers.get()

    def claim(number: int) -> None:
        result = Result.objects.create(
            call=call, title=f"R{number}", partners="P", platform=offer.platform
        )
        for on in ({"offer": offer}, {"result": result}):
            Claim.objects.create(call=call, topic="other", text="T", standing="official", **on)

    claim(1)
    if publish:
        call_actions.publish(call, by=f.officer(), at=f.NOW)
    before = queries(as_(f.officer()), change(call))
    claim(2)
    claim(3)
    assert queries(as_(f.officer()), change(call)) == before
