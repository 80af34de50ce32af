"""A conflict hides a proposal from its reviewer, even after it was assigned."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.test import Client

from proposals.actions import document, review, status
from proposals.actions import proposal as proposal_actions
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.document import Document
from proposals.models.participation import Participation
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment, Conflict
from tests import factories as f
from tests.admin.office import buttons, change, do, notes, nothing_changes, rows_of, send
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

Make = Callable[[Proposal, User], None]


@pytest.fixture
def assignment(clock: time_machine.Traveller) -> Assignment:
    """An assignment that its reviewer has accepted, of a revision with a document."""
    proposal = f.written("Open spectrometer")
    document.store(
        proposal, code="endorsement", file=f.pdf(), marking=f.MARKING, by=f.lead_a(), at=f.NOW
    )
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    f.start_review(proposal, at=f.AFTER)
    one = f.assigned(proposal)
    review.accept(one, by=f.reviewer(), at=f.AFTER)
    clock.move_to(f.AFTER)
    return one


def same_organisation(proposal: Proposal, reviewer: User) -> None:
    User.objects.filter(pk=reviewer.pk).update(organisation="  AGENCY a ")


def same_as_co_proposer(proposal: Proposal, reviewer: User) -> None:
    User.objects.filter(pk=reviewer.pk).update(organisation="co-proposer LTD")


def member_of_the_agency(proposal: Proposal, reviewer: User) -> None:
    Membership.objects.create(
        agency=proposal.lead_agency, user=reviewer, role=Membership.Role.OBSERVER
    )


def declared(proposal: Proposal, reviewer: User) -> None:
    review.declare_conflict(
        proposal.assignments.get(reviewer=reviewer), reason="Kin", by=reviewer, at=f.AFTER
    )


def found(proposal: Proposal, reviewer: User) -> None:
    review.find_conflict(
        proposal, reviewer=reviewer, reason="Joint papers", by=f.officer(), at=f.AFTER
    )


def same_country(proposal: Proposal, reviewer: User) -> None:
    proposal.call.__class__.objects.filter(pk=proposal.call_id).update(blocks_same_country=True)
    User.objects.filter(pk=reviewer.pk).update(country="IT")
    Participation.objects.filter(proposal=proposal).update(country="IT")


def cancelled(proposal: Proposal, reviewer: User) -> None:
    Assignment.objects.filter(proposal=proposal).update(state=Assignment.State.CANCELLED)


def withdrawn(proposal: Proposal, reviewer: User) -> None:
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.AFTER, reason="Doubts")


CONFLICTS = [same_organisation, same_as_co_proposer, member_of_the_agency, declared, found]
CONFLICTS += [same_country]
ENDED = [cancelled, withdrawn]


def sees_nothing(client: Client, assignment: Assignment) -> None:
    proposal = assignment.proposal
    for path in ("/admin/", rows_of("assignment"), rows_of("proposal")):
        page = Page(client.get(path)).html
        assert "Open spectrometer" not in page, path
        assert proposal.reference not in page, path
    for path in (
        change(assignment),
        change(proposal),
        f"{rows_of('assignment')}{assignment.pk}/review/",
        change(proposal).replace("change", "history"),
        do(assignment, "accept"),
        do(assignment, "conflict"),
    ):
        page = Page(client.get(path, follow=True)).html
        assert "Open spectrometer" not in page, path
        assert "Plain words" not in page, path
        assert proposal.reference not in page, path
    if not proposal.lead_agency.memberships.filter(user=assignment.reviewer).exists():
        assert client.get(f"/documents/{Document.objects.get().pk}/").status_code == 404
    query = {"app_label": "proposals", "model_name": "assignment", "field_name": "proposal"}
    assert "CE8" not in Page(client.get("/admin/autocomplete/", query)).html


@pytest.mark.parametrize("make", CONFLICTS)
def test_reviewer_sees_nothing_any_more(assignment: Assignment, make: Make) -> None:
    reviewer = f.reviewer()
    assert "Open spectrometer" in Page(as_(reviewer).get(rows_of("assignment"))).html
    make(assignment.proposal, reviewer)
    sees_nothing(as_(f.reviewer()), assignment)


@pytest.mark.parametrize("make", [*CONFLICTS, *ENDED])
def test_review_in_flight_is_refused_with_its_text_kept(assignment: Assignment, make: Make) -> None:
    reviewer = f.reviewer()
    criterion = assignment.revision.stage.criteria.all()[0]
    make(assignment.proposal, reviewer)
    client = as_(f.reviewer())
    data = {
        "base": "1",
        "summary": "Hours of work.",
        f"comment_{criterion.pk}": "A careful comment.",
        "confidential": "Between us.",
        "finish": "1",
    }
    with nothing_changes():
        refused = client.post(f"{rows_of('assignment')}{assignment.pk}/review/", data)
    assert refused.status_code == 422
    page = Page(refused).text
    for typed in ("Hours of work.", "A careful comment.", "Between us."):
        assert typed in page
    assert "Open spectrometer" not in page
    assert "Plain words" not in page


def write(assignment: Assignment, *, finish: bool) -> None:
    review.save(
        assignment.review,
        replace(f.marks(assignment), summary="My own words."),
        by=f.reviewer(),
        at=f.AFTER,
        base=1,
        finish=finish,
    )


def reads_own_text_alone(assignment: Assignment, *, title: bool) -> None:
    """The list and the desk lead to what the reviewer wrote; everything else is closed."""
    client, proposal = as_(f.reviewer()), assignment.proposal
    for path in ("/admin/", rows_of("assignment"), change(assignment)):
        page = Page(client.get(path))
        assert proposal.reference in page.html, path
        assert ("Open spectrometer" in page.html) == title, path
        assert "Plain words" not in page.html, path
    own = Page(client.get(change(assignment))).text
    for written in ("My own words.", "Sound.", "No reservations.", "4.00"):
        assert written in own, written
    assert "Another's words." not in own
    assert buttons(client.get(change(assignment))) == set()
    assert client.get(change(proposal)).status_code == 302
    assert "Open spectrometer" not in Page(client.get(rows_of("proposal"))).html
    if not proposal.lead_agency.memberships.filter(user=assignment.reviewer).exists():
        assert client.get(f"/documents/{Document.objects.get().pk}/").status_code == 404


def another_review(proposal: Proposal) -> None:
    other = f.assigned(proposal, to=f.reviewer2())
    review.accept(other, by=f.reviewer2(), at=f.AFTER)
    marks = replace(f.marks(other), summary="Another's words.")
    review.save(other.review, marks, by=f.reviewer2(), at=f.AFTER, base=1, finish=True)


@pytest.mark.parametrize("make", CONFLICTS)
def test_finished_review_stays_its_authors_and_the_title_goes(
    assignment: Assignment, make: Make
) -> None:
    write(assignment, finish=True)
    another_review(assignment.proposal)
    assert "Another's words." in Page(as_(f.reviewer()).get(change(assignment))).text
    make(assignment.proposal, f.reviewer())
    reads_own_text_alone(assignment, title=False)
    search = f"{rows_of('assignment')}?q=spectrometer"
    assert assignment.proposal.reference not in Page(as_(f.reviewer()).get(search)).html


@pytest.mark.parametrize("make", ENDED)
def test_text_that_was_under_way_stays_its_authors(assignment: Assignment, make: Make) -> None:
    write(assignment, finish=False)
    another_review(assignment.proposal)
    make(assignment.proposal, f.reviewer())
    reads_own_text_alone(assignment, title=True)


def test_finished_reviewer_declares_a_conflict_on_the_page(assignment: Assignment) -> None:
    write(assignment, finish=True)
    client = as_(f.reviewer())
    assert buttons(client.get(change(assignment))) == {"conflict"}
    assert send(client, do(assignment, "conflict"), {"reason": "New job"}).status_code == 302
    reads_own_text_alone(assignment, title=False)


# --- The office ---------------------------------------------------------------------------


def test_office_marks_the_review_of_a_person_in_conflict_and_leaves_it_out(
    assignment: Assignment,
) -> None:
    write(assignment, finish=True)
    another_review(assignment.proposal)
    officer, proposal = as_(f.officer()), assignment.proposal
    page = Page(officer.get(change(proposal))).text
    assert "Conflict of interest" not in page
    assert buttons(officer.get(change(assignment))) == set()
    same_organisation(proposal, f.reviewer())
    for row in (proposal, assignment):
        assert "Conflict of interest" in Page(officer.get(change(row))).text, row
    assert "4.00" in Page(officer.get(rows_of("proposal"))).text
    assert send(officer, do(assignment, "leave_out"), {"reason": "Same house"}).status_code == 302
    page = Page(officer.get(change(proposal))).text
    for told in ("Review not counted", "Same house", "not counted"):
        assert told in page, told
    assert "Another's words." in page
    assert buttons(officer.get(change(assignment))) == {"count"}
    assert send(officer, do(assignment, "count"), {"reason": "It is another house"})
    assert "not counted" not in Page(officer.get(change(proposal))).text


def test_conflict_is_recorded_and_waived_after_the_decision(assignment: Assignment) -> None:
    write(assignment, finish=True)
    proposal, officer = assignment.proposal, as_(f.officer())
    f.decided(proposal, "decline")
    given = {"reviewer": f.reviewer().pk, "reason": "Joint papers", "leaves_out": True}
    assert send(officer, do(proposal, "find_conflict"), given).status_code == 302
    assert "Review not counted" in Page(officer.get(change(proposal))).text
    reads_own_text_alone(assignment, title=False)
    row = Conflict.objects.get()
    waived = send(officer, do(proposal, "waive_conflict"), {"conflict": row.pk, "reason": "Old"})
    assert notes(officer, waived) == ["The conflict of reviewer with Open spectrometer is waived."]
    page = Page(officer.get(change(proposal)))
    assert "waived by officer: Old" in page.text
    assert "waive_conflict" not in buttons(officer.get(change(proposal)))


def test_officer_cancels_an_assignment(assignment: Assignment) -> None:
    write(assignment, finish=False)
    officer = as_(f.officer())
    assert buttons(officer.get(change(assignment))) == {"cancel"}
    with nothing_changes():
        refused = send(officer, do(assignment, "cancel"), {"reason": " "})
    assert refused.status_code == 422
    cancelled = send(officer, do(assignment, "cancel"), {"reason": "Ill"})
    assert notes(officer, cancelled) == ["The assignment is cancelled. reviewer gets a mail."]
    reads_own_text_alone(assignment, title=True)
    for person in (f.chair(), f.auditor()):
        assert buttons(as_(person).get(change(assignment))) == set()
        answer = as_(person).post(do(assignment, "cancel"), {"reason": "x"})
        assert answer.status_code in (302, 403, 404)
    assert assignment.proposal.assignments.get().state_reason == "Ill"


# --- More ---------------------------------------------------------------------------------


def test_invited_reviewer_in_conflict_sees_nothing(clock: time_machine.Traveller) -> None:
    proposal = f.in_review("Open spectrometer")
    reviewer = f.reviewer()
    f.assigned(proposal)
    same_organisation(proposal, reviewer)
    clock.move_to(f.AFTER)
    client = as_(f.reviewer())
    assert "Open spectrometer" not in Page(client.get(rows_of("assignment"))).html
    for act in ("accept", "conflict"):
        with nothing_changes():
            answer = client.post(do(proposal.assignments.get(), act), {"reason": "x"})
        assert answer.status_code == 404


def test_waived_conflict_opens_the_proposal_again(assignment: Assignment) -> None:
    Conflict.objects.create(
        proposal=assignment.proposal,
        reviewer=f.reviewer(),
        origin="found",
        reason="Long ago",
        recorded_at=f.AFTER,
        waived_by=f.officer(),
    )
    assert "Open spectrometer" in Page(as_(f.reviewer()).get(rows_of("assignment"))).html


def test_same_country_is_no_conflict_unless_the_call_says_so(assignment: Assignment) -> None:
    same_country(assignment.proposal, f.reviewer())
    call = assignment.proposal.call
    call.__class__.objects.update(blocks_same_country=False)
    assert "Open spectrometer" in Page(as_(f.reviewer()).get(rows_of("assignment"))).html


def test_deactivated_reviewer_is_out_at_once(assignment: Assignment) -> None:
    client = as_(f.reviewer())
    User.objects.filter(pk=f.reviewer().pk).update(is_active=False)
    answer = client.get(rows_of("assignment"))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_reviewer_who_lost_the_role_sees_nothing(assignment: Assignment) -> None:
    reviewer = f.reviewer()
    client = as_(reviewer)
    reviewer.groups.clear()
    assert client.get(rows_of("assignment")).status_code == 403
    answer = client.get(f"{rows_of('assignment')}{assignment.pk}/review/", follow=True)
    assert "Open spectrometer" not in Page(answer).html
    assert client.get(f"/documents/{Document.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("many", [False, True])
def test_assigning_marks_reviewers_in_conflict(many: bool, clock: time_machine.Traveller) -> None:
    first, other = f.in_review("Open"), f.in_review("Other")
    review.find_conflict(
        first, reviewer=f.reviewer(), reason="Kin", leaves_out=False, by=f.officer(), at=f.AFTER
    )
    f.reviewer2()
    clock.move_to(f.AFTER)
    officer = as_(f.officer())
    if many:
        ticked = {"action": "bulk_assign", "_selected_action": [first.pk, other.pk]}
        page = Page(officer.post(rows_of("proposal"), ticked))
    else:
        page = Page(officer.get(do(first, "assign")))
    assert page.texts("//label[starts-with(@for, 'id_reviewers_')]") == [
        "reviewer: conflict of interest with CE8-0001",
        "reviewer2",
    ]
