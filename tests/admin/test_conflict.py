"""A conflict hides a proposal from its reviewer, even after it was assigned."""

from collections.abc import Callable

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
from tests.admin.office import change, do, nothing_changes, rows_of
from tests.page import Page, as_

pytestmark = pytest.mark.django_db

Make = Callable[[Proposal, User], None]


@pytest.fixture
def assignment(clock: time_machine.Traveller) -> Assignment:
    """An assignment that its reviewer has accepted, of a revision with a document."""
    proposal = f.written("Open spectrometer")
    document.store(proposal, code="endorsement", file=f.pdf(), by=f.lead_a(), at=f.NOW)
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


ALL = [same_organisation, same_as_co_proposer, member_of_the_agency, declared, found]
ALL += [same_country, cancelled, withdrawn]


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


@pytest.mark.parametrize("make", ALL)
def test_reviewer_sees_nothing_any_more(assignment: Assignment, make: Make) -> None:
    reviewer = f.reviewer()
    assert "Open spectrometer" in Page(as_(reviewer).get(rows_of("assignment"))).html
    make(assignment.proposal, reviewer)
    sees_nothing(as_(f.reviewer()), assignment)


@pytest.mark.parametrize("make", ALL)
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
