"""Who was invited to one proposal sees it, and nothing else of its agency."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.access.agency import partner_agencies
from proposals.access.conflict import people_in_conflict
from proposals.access.document import readable_documents
from proposals.access.message import may_receive
from proposals.access.person import sees_every_proposal
from proposals.access.proposal.office import visible_proposals
from proposals.access.proposal.own_agency import acts_for_office
from proposals.access.proposal.team import actors, can_edit, partner_proposals
from proposals.actions import message, section, status
from proposals.actions import proposal as proposal_actions
from proposals.domain.audience import Audience
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.audit import AuditEntry, chain_of
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.page import Page, as_
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    """A proposal of agency A, beside which the agency has another one."""
    f.submitted("Secret of A")
    return f.submitted("Shared")


@pytest.mark.parametrize("role", ["edit", "read"])
def test_team_member_sees_one_proposal_and_nothing_else(proposal: Proposal, role: str) -> None:
    person = f.teammate(proposal, role)
    shared, secret = f.document(proposal), f.document(Proposal.objects.get(title="Secret of A"))
    assert list(partner_proposals(person)) == [proposal]
    assert list(readable_documents(person)) == [shared]
    assert list(partner_agencies(person)) == []
    assert not visible_proposals(person).exists()
    client = as_(person)
    assert client.get(secret.proposal.get_absolute_url()).status_code == 404
    assert client.get(proposal.get_absolute_url()).status_code == 200
    for path in ("/proposals/", "/agency/"):
        page = Page(client.get(path))
        assert "Secret of A" not in page.text
        assert f.lead_a().email not in page.html


def test_team_member_without_the_proposal_is_a_stranger(proposal: Proposal) -> None:
    person = f.teammate(proposal, "former")
    assert not partner_proposals(person).exists()
    assert not may_receive(person, Audience.TEAM, about=proposal.reference)
    assert as_(person).get(proposal.get_absolute_url()).status_code == 404


def test_team_member_who_may_edit_writes_and_moves_nothing(proposal: Proposal) -> None:
    person = f.teammate(proposal)
    assert can_edit(person, proposal)
    assert actors(person, proposal) == frozenset()
    section.save(proposal, "science", {"objective": "Ours"}, by=person, at=f.NOW)
    f.document(proposal, by=person)
    with nothing_written(proposal), refused(Refusal.NOT_YOURS):
        proposal_actions.submit(proposal, by=person, at=f.NOW)
    with nothing_written(proposal), refused(Refusal.NOT_YOURS):
        status.move(proposal, Verb.WITHDRAW, by=person, at=f.NOW, reason="No funds")


def test_team_member_who_may_read_writes_nothing(proposal: Proposal) -> None:
    person = f.teammate(proposal, "read")
    assert not can_edit(person, proposal)
    with nothing_written(proposal), refused(Refusal.OBSERVER):
        section.save(proposal, "science", {"objective": "Mine"}, by=person, at=f.NOW)


def test_observer_of_the_agency_who_may_edit_one_proposal_writes_that_one(
    proposal: Proposal,
) -> None:
    person = f.teammate(proposal, by=f.observer_a())
    other = Proposal.objects.get(title="Secret of A")
    assert [can_edit(person, one) for one in (proposal, other)] == [True, False]
    assert partner_proposals(person).count() == 2


@pytest.mark.parametrize(("role", "leads"), [("edit", True), ("read", False), ("former", False)])
def test_lead_proposer_leads_while_they_may_edit(
    proposal: Proposal, role: str, leads: bool
) -> None:
    person = f.teammate(proposal, role)
    Proposal.objects.filter(pk=proposal.pk).update(lead=person)
    proposal.refresh_from_db()
    assert (Actor.LEAD in actors(person, proposal)) is leads
    assert (person in message.team(proposal)) is (role != "former")
    assert f.lead_a() in message.team(proposal)


def test_account_that_was_closed_is_on_no_team(proposal: Proposal) -> None:
    person = f.teammate(proposal)
    person.is_active = False
    assert not can_edit(person, proposal)


# --- People of the office ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["edit", "read", "former"])
def test_reviewer_who_is_or_was_on_the_team_has_a_conflict(proposal: Proposal, role: str) -> None:
    other = Proposal.objects.get(title="Secret of A")
    reviewer = f.teammate(proposal, role, by=f.reviewer())
    assert people_in_conflict([reviewer, f.reviewer2()], proposal) == {reviewer.pk}
    assert people_in_conflict([reviewer], other) == set()
    chair = f.teammate(proposal, role, by=f.chair())
    assert list(visible_proposals(chair)) == [other]


@pytest.mark.parametrize("role", ["edit", "read", "former"])
def test_officer_who_is_or_was_on_the_team_has_no_power_over_it(
    proposal: Proposal, role: str
) -> None:
    other = Proposal.objects.get(title="Secret of A")
    for person in (f.officer2(), f.auditor()):
        assert sees_every_proposal(person)
        shut = f.teammate(proposal, role, by=person)
        assert not sees_every_proposal(shut)
        assert list(visible_proposals(shut)) == [other]
    officer = User.objects.get(pk=f.officer2().pk)
    assert not acts_for_office(officer, proposal)
    assert acts_for_office(officer, other)
    assert not may_receive(officer, Audience.OFFICE, about=proposal.reference)
    with nothing_written(proposal), refused(Refusal.NOT_YOURS):
        status.move(proposal, Verb.SCREEN, by=officer, at=f.AFTER)


def test_officer_on_the_team_writes_for_it_and_not_for_the_office(proposal: Proposal) -> None:
    person = f.teammate(proposal, by=f.officer2())
    section.save(proposal, "science", {"objective": "Ours"}, by=person, at=f.NOW)
    entry = AuditEntry.objects.filter(chain=chain_of(proposal)).latest("pk")
    assert '"for_office":false' in entry.text


def test_roles_of_a_person_are_one_query(proposal: Proposal) -> None:
    person = User.objects.get(pk=f.teammate(proposal, by=f.observer_a()).pk)
    with CaptureQueriesContext(connection) as asked:
        assert person.agency_roles == {proposal.lead_agency_id: "observer"}
        assert person.proposal_roles == {proposal.pk: "edit"}
    assert len(asked) == 1
