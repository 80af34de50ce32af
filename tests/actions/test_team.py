"""The team of one proposal: roles, leaving, and who leads."""

from collections.abc import Callable

import pytest

from proposals.access.conflict import people_in_conflict
from proposals.access.proposal.team import actors
from proposals.actions import audit, message, status, team
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.domain.workflow.table import Actor
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember
from proposals.pages.timeline import timeline
from tests import factories as f
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    return f.draft("Shared")


def of(person: User) -> TeamMember:
    return TeamMember.objects.get(user=person)


def told(person: User) -> list[str]:
    return list(Message.objects.filter(to=person.email).values_list("subject", flat=True))


def test_lead_changes_a_role_and_the_person_is_told(proposal: Proposal) -> None:
    person = f.teammate(proposal)
    team.change(of(person), role="read", by=f.lead_a(), at=f.NOW)
    assert of(person).role == "read"
    assert told(person) == ["CE8-0001: role of edit"]
    assert f.last_entry(proposal).verb == Verb.CHANGE_ROLE


@pytest.mark.parametrize("who", [f.proposer_a, f.observer_a, f.lead_b, f.officer])
def test_nobody_else_changes_the_team(proposal: Proposal, who: Callable[[], User]) -> None:
    person, by = f.teammate(proposal), who()
    for act in (
        lambda: team.change(of(person), role="read", by=by, at=f.NOW),
        lambda: team.remove(of(person), by=by, at=f.NOW),
        lambda: team.hand_over(proposal, to=person, by=by, at=f.NOW),
    ):
        with nothing_written(proposal), refused(Refusal.NOT_LEADING):
            act()
    assert of(person).role == "edit"


def test_person_who_was_removed_keeps_the_conflict(proposal: Proposal) -> None:
    reviewer = f.teammate(proposal, by=f.reviewer())
    team.remove(of(reviewer), by=f.lead_a(), at=f.NOW)
    assert told(reviewer) == ["CE8-0001: reviewer isn't on the team any more"]
    assert people_in_conflict([User.objects.get(pk=reviewer.pk)], proposal) == {reviewer.pk}
    with refused(Refusal.GONE_ALREADY):
        team.remove(of(reviewer), by=f.lead_a(), at=f.NOW)


def test_person_leaves_and_the_lead_team_is_told(proposal: Proposal) -> None:
    person = f.teammate(proposal, "read")
    team.remove(of(person), by=person, at=f.NOW)
    assert told(f.lead_a()) == ["CE8-0001: read isn't on the team any more"]
    assert told(person) == []


@pytest.mark.parametrize("to", [f.proposer_a, lambda: f.teammate(Proposal.objects.get())])
def test_lead_is_handed_over_and_everybody_concerned_is_told(
    proposal: Proposal, to: Callable[[], User]
) -> None:
    f.lead_a()
    admin = f.member("second@test.example", proposal.lead_agency, "administrator")
    old = f.teammate(proposal, by=f.user("old@institute.example"))
    Proposal.objects.filter(pk=proposal.pk).update(lead=old)
    new = to()
    done = team.hand_over(proposal, to=new, by=f.lead_a(), at=f.NOW)
    assert done.lead == new
    new = User.objects.get(pk=new.pk)
    assert actors(new, done) == {Actor.LEAD}
    assert actors(old, done) == frozenset()
    assert new in message.team(done)
    for person in (new, old, admin):
        assert told(person) == [f"CE8-0001: {new} leads it now"]
    entry = audit.entries(proposal).latest("sequence")
    assert entry.verb == Verb.HAND_OVER
    assert "Lead handed over to another person" in [one.label for one in timeline(done)]


def test_lead_is_handed_to_nobody_who_can_not_write(proposal: Proposal) -> None:
    others = [f.observer_a(), f.lead_b(), f.officer(), f.teammate(proposal, "read")]
    for person in others:
        with refused(Refusal.NOT_A_WRITER, field="to"):
            team.hand_over(proposal, to=person, by=f.lead_a(), at=f.NOW)
    with refused(Refusal.LEADS_ALREADY):
        team.hand_over(proposal, to=f.lead_a(), by=f.lead_a(), at=f.NOW)
    closed = f.proposer_a()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with refused(Refusal.NOT_A_WRITER):
        team.hand_over(proposal, to=closed, by=f.lead_a(), at=f.NOW)


def test_lead_of_a_proposal_that_ended_stays(proposal: Proposal) -> None:
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds")
    with refused(Refusal.PROPOSAL_OVER):
        team.hand_over(proposal, to=f.proposer_a(), by=f.lead_a(), at=f.NOW)


def test_lead_proposer_does_not_leave_before_the_lead_is_handed_over(proposal: Proposal) -> None:
    lead = f.teammate(proposal)
    Proposal.objects.filter(pk=proposal.pk).update(lead=lead)
    for act in (
        lambda: team.remove(of(lead), by=lead, at=f.NOW),
        lambda: team.change(of(lead), role="read", by=lead, at=f.NOW),
    ):
        with refused(Refusal.LEADS_PROPOSAL):
            act()


def test_lead_who_left_the_agency_leads_no_more_and_an_administrator_hands_over(
    proposal: Proposal,
) -> None:
    proposer = f.proposer_a()
    team.hand_over(proposal, to=proposer, by=f.lead_a(), at=f.NOW)
    Membership.objects.filter(user=proposer).delete()
    proposer = User.objects.get(pk=proposer.pk)
    with refused(Refusal.NOT_LEADING):
        team.hand_over(proposal, to=f.lead_a(), by=proposer, at=f.NOW)
    assert team.hand_over(proposal, to=f.lead_a(), by=f.lead_a(), at=f.NOW).lead == f.lead_a()
