"""Many rows at once: confirmed once, answered row by row, for officers alone."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from proposals.models.decision import Decision
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment
from tests import factories as f
from tests.admin.office import nothing_changes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

LIST = rows_of("proposal")


def ticked(act: str, *rows: Any, **given: Any) -> dict[str, Any]:
    return {"action": f"bulk_{act}", "_selected_action": [one.pk for one in rows], **given}


def confirmed(act: str, *rows: Any, **given: Any) -> dict[str, Any]:
    return ticked(act, *rows, confirmed="1", **given)


def offered(client: Client, path: str = LIST) -> set[str]:
    return {name for name, _ in client.get(path).context["bulk"]}


def test_bulk_screening_asks_first_and_answers_for_each_row(
    clock: time_machine.Traveller,
) -> None:
    ready, other = f.submitted(), f.in_review("In review", by=f.lead_b())
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    with nothing_changes():
        asked = officer.post(LIST, {**ticked("screen", ready, other), "index": "0"})
    assert "For 2 rows, each by itself:" in Page(asked).text
    assert sorted(Page(asked).form().values["_selected_action"]) == sorted(
        [str(ready.pk), str(other.pk)]
    )
    done = officer.post(LIST, Page(asked).form().values)
    page = Page(done).text
    assert "1 of 2 succeeded." in page
    assert f"{ready.reference} A spectrometer: Eligibility check started. It is now:" in page
    assert (
        f"{other.reference} “Start the eligibility check” isn't possible while the proposal is: "
        "In review." in page
    )
    ready.refresh_from_db()
    other.refresh_from_db()
    assert (ready.status, other.status) == ("screening", "in_review")


def test_bulk_start_of_review_refuses_one_and_does_the_others(
    clock: time_machine.Traveller,
) -> None:
    unverified = f.member("n@test.example", f.agency("N", verified=False), "administrator")
    rows = [f.submitted(), f.submitted("Second", by=unverified), f.submitted("T", by=f.lead_b())]
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    officer.post(LIST, confirmed("screen", *rows))
    page = Page(officer.post(LIST, confirmed("start_review", *rows))).text
    assert "2 of 3 succeeded." in page
    assert "Every registered agency on the proposal must be verified first." in page
    assert sorted(Proposal.objects.values_list("status", flat=True)) == [
        "in_review",
        "in_review",
        "screening",
    ]


def test_bulk_act_with_an_empty_form_asks_again(clock: time_machine.Traveller) -> None:
    proposal = f.in_review()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    for reason in ("", "x" * 200_000):
        with nothing_changes():
            again = officer.post(LIST, confirmed("find_ineligible", proposal, reason=reason))
        assert again.context["form"].errors
        assert Page(again).form().values["reason"] == [reason]
    officer.post(LIST, confirmed("find_ineligible", proposal, reason="Not eligible."))
    proposal.refresh_from_db()
    assert proposal.status == "ineligible"


def test_bulk_assign_and_decide(clock: time_machine.Traveller) -> None:
    rows = [f.in_review(), f.in_review("Of B", by=f.lead_b())]
    conflicted = f.conflicted()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    due = {"due_at": "2026-12-24T12:00"}
    data = confirmed("assign", *rows, reviewers=[f.reviewer().pk, conflicted.pk], **due)
    page = Page(officer.post(LIST, data)).text
    assert "3 of 4 succeeded." in page
    assert page.count("conflicted has a conflict of interest with this proposal.") == 1
    assert page.count("1 reviewer assigned: reviewer.") == 2
    assert {(one.proposal_id, one.reviewer_id) for one in Assignment.objects.all()} == {
        (rows[0].pk, f.reviewer().pk),
        (rows[1].pk, f.reviewer().pk),
        (rows[1].pk, conflicted.pk),
    }
    letter = {"outcome": "decline", "letter": "Dear team.", "conditions": "", "reason": ""}
    assert (
        "2 of 2 succeeded." in Page(officer.post(LIST, confirmed("decide", *rows, **letter))).text
    )
    assert Decision.objects.filter(state="drafted").count() == 2
    again = Page(officer.post(LIST, confirmed("decide", *rows, **letter))).text
    assert "0 of 2 succeeded." in again


def test_bulk_publishing_by_the_second_officer(clock: time_machine.Traveller) -> None:
    rows = [f.in_review(), f.in_review("Of B", by=f.lead_b())]
    clock.move_to(f.AFTER)
    first, second = as_(f.officer()), as_(f.officer2())
    letter = {"outcome": "decline", "letter": "Dear team.", "conditions": "", "reason": ""}
    first.post(LIST, confirmed("decide", rows[0], **letter))
    second.post(LIST, confirmed("decide", rows[1], **letter))
    decisions = list(Decision.objects.order_by("pk"))
    with nothing_changes():
        second.post(rows_of("decision"), ticked("publish", *decisions))
    page = Page(second.post(rows_of("decision"), confirmed("publish", *decisions))).text
    assert "1 of 2 succeeded." in page
    assert "You drafted this decision; another officer must publish it." in page
    assert [one.state for one in Decision.objects.order_by("pk")] == ["scheduled", "drafted"]


def test_bulk_taking_back_of_all_that_was_published_at_once(
    clock: time_machine.Traveller,
) -> None:
    rows = [f.in_review(), f.in_review("Of B", by=f.lead_b()), f.in_review("Third")]
    clock.move_to(f.AFTER)
    first, second = as_(f.officer()), as_(f.officer2())
    letter = {"outcome": "decline", "letter": "Dear team.", "conditions": "", "reason": ""}
    first.post(LIST, confirmed("decide", *rows, **letter))
    drafted = list(Decision.objects.order_by("pk"))
    everything = {"select_across": "1", "index": "0"}
    asked = second.post(rows_of("decision"), ticked("publish", drafted[0], **everything))
    page = Page(second.post(rows_of("decision"), Page(asked).form().values)).text
    assert "3 of 3 succeeded." in page
    with nothing_changes():
        asked = first.post(rows_of("decision"), ticked("cancel", drafted[0], **everything))
    assert "Take the decision back" in Page(asked).text
    page = Page(first.post(rows_of("decision"), Page(asked).form().values)).text
    assert "3 of 3 succeeded." in page
    assert set(Decision.objects.values_list("state", flat=True)) == {"cancelled"}
    again = Page(first.post(rows_of("decision"), confirmed("cancel", *drafted))).text
    assert "0 of 3 succeeded." in again
    assert "This decision isn't pending any more." in again


def test_bulk_acts_offered_are_those_of_the_status_that_is_listed() -> None:
    officer = as_(f.officer())
    f.submitted()
    assert offered(officer, f"{LIST}?status=submitted") == {"bulk_screen"}
    everything = offered(officer)
    assert {"bulk_screen", "bulk_assign", "bulk_decide", "bulk_terminate"} <= everything
    never = {"submit", "withdraw", "accept", "select", "shortlist", "decline", "merge", "answer"}
    assert not everything & {f"bulk_{name}" for name in never}
    assert "delete_selected" not in everything


def test_bulk_act_that_is_not_offered_changes_nothing() -> None:
    proposal = f.in_review()
    officer = as_(f.officer())
    for act in ("select", "submit", "delete", "unknown"):
        with nothing_changes():
            officer.post(LIST, confirmed(act, proposal))


@pytest.mark.parametrize("name", ["reviewer", "chair", "auditor", "lead_a"])
def test_bulk_acts_are_the_officers_alone(clock: time_machine.Traveller, name: str) -> None:
    proposal = f.in_review()
    f.assigned(proposal)
    decision_of = f.in_review("Of B", by=f.lead_b())
    clock.move_to(f.AFTER)
    letter = {"outcome": "decline", "letter": "Dear team.", "conditions": "", "reason": ""}
    as_(f.officer()).post(LIST, confirmed("decide", decision_of, **letter))
    client = as_(getattr(f, name)())
    data = {"reason": "Because.", "letter": "L", "outcome": "decline", "due_at": "2027-01-01T00:00"}
    if name != "lead_a":
        assert offered(client) == set()
        assert 'name="action"' not in Page(client.get(LIST)).html
    for act in ("find_ineligible", "ask", "assign", "decide", "terminate"):
        with nothing_changes():
            client.post(LIST, confirmed(act, proposal, decision_of, **data))
    with nothing_changes():
        client.post(rows_of("decision"), confirmed("publish", *Decision.objects.all()))


def test_bulk_rows_are_those_of_the_list(clock: time_machine.Traveller) -> None:
    """A row that the filter leaves out isn't moved, though its number is sent."""
    ready, other = f.submitted(), f.submitted("Other", level="mission")
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    path = f"{LIST}?level=unit"
    assert "1 of 1 succeeded." in Page(officer.post(path, confirmed("screen", ready, other))).text
    other.refresh_from_db()
    assert other.status == "submitted"


def test_bulk_act_on_all_rows_of_the_list(clock: time_machine.Traveller) -> None:
    rows = [f.submitted(), f.submitted("Second"), f.submitted("Third")]
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    asked = officer.post(LIST, ticked("screen", rows[0], select_across="1", index="0"))
    assert "3 of 3 succeeded." in Page(officer.post(LIST, Page(asked).form().values)).text


def test_bulk_act_without_rows_does_nothing() -> None:
    f.submitted()
    officer = as_(f.officer())
    with nothing_changes():
        officer.post(LIST, {"action": "bulk_screen", "confirmed": "1"})
        officer.post(LIST, {"action": "bulk_screen", "index": "0"})
