"""Members of an agency: roles, signatories, leaving, and requests to join."""

from collections.abc import Callable

import pytest

from proposals.actions import agency as agency_actions
from proposals.actions import audit, invitation, membership
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency, JoinRequest, Membership
from proposals.models.audit import AuditEntry
from proposals.models.message import Message
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db


def of(person: User) -> Membership:
    return Membership.objects.get(user=person, agency=f.agency())


def told(person: User) -> list[str]:
    return list(Message.objects.filter(to=person.email).values_list("subject", flat=True))


def verbs() -> list[str]:
    return [one.verb for one in audit.entries(f.agency())]


# --- Roles -------------------------------------------------------------------------------------


def test_administrator_changes_a_role_and_everybody_concerned_is_told() -> None:
    lead, observer, proposer = f.lead_a(), f.observer_a(), f.proposer_a()
    second = f.member("second@test.example", f.agency(), "administrator")
    done = membership.change(of(observer), role="proposer", is_signatory=True, by=lead, at=f.NOW)
    assert (done.role, done.is_signatory) == ("proposer", True)
    subject = "Agency A: role of observer-a"
    assert (told(observer), told(second)) == ([subject], [subject])
    assert (told(lead), told(proposer)) == ([], [])
    body = Message.objects.get(to=observer.email).body
    assert "lead-a has changed the role of observer-a in Agency A. It is now: Proposer." in body
    assert "observer-a may bind the agency." in body
    entry = f.last_entry(f.agency())
    assert entry.verb == Verb.CHANGE_ROLE
    assert "observer-a" not in entry.text  # the history holds the person's key


def test_role_that_stays_is_no_change() -> None:
    f.lead_a()
    membership.change(
        of(f.observer_a()), role="observer", is_signatory=False, by=f.lead_a(), at=f.NOW
    )
    assert Verb.CHANGE_ROLE not in verbs()
    assert told(f.observer_a()) == []


@pytest.mark.parametrize("who", [f.proposer_a, f.observer_a, f.lead_b, f.officer, f.root])
def test_nobody_else_changes_a_role(who: Callable[[], User]) -> None:
    f.lead_a()
    one = of(f.observer_a())
    with refused(Refusal.NOT_MANAGER):
        membership.change(one, role="administrator", is_signatory=True, by=who(), at=f.NOW)
    if who is not f.observer_a:
        with refused(Refusal.NOT_MANAGER):
            membership.remove(one, by=who(), at=f.NOW)
    one.refresh_from_db()
    assert (one.role, one.is_signatory) == ("observer", False)


def test_administrator_who_lost_the_role_meanwhile_changes_nothing() -> None:
    lead = f.lead_a()
    assert lead.agency_roles  # which the request has read before
    f.member("second@test.example", f.agency(), "administrator")
    Membership.objects.filter(user=lead).update(role="observer")
    with refused(Refusal.NOT_MANAGER):
        membership.remove(of(f.observer_a()), by=lead, at=f.NOW)


# --- The last administrator --------------------------------------------------------------------


@pytest.mark.parametrize("is_other_closed", [True, False])
def test_last_administrator_stays(is_other_closed: bool) -> None:
    lead = f.lead_a()
    if is_other_closed:  # who can't log in manages nothing
        other = f.member("second@test.example", f.agency(), "administrator")
        User.objects.filter(pk=other.pk).update(is_active=False)
    with refused(Refusal.LAST_ADMINISTRATOR, says="Agency A", field="role"):
        membership.change(of(lead), role="proposer", is_signatory=False, by=lead, at=f.NOW)
    with refused(Refusal.LAST_ADMINISTRATOR):
        membership.remove(of(lead), by=lead, at=f.NOW)
    membership.change(of(lead), role="administrator", is_signatory=True, by=lead, at=f.NOW)
    assert of(lead).is_signatory


def test_two_administrators_do_not_both_leave() -> None:
    first, second = f.lead_a(), f.member("second@test.example", f.agency(), "administrator")
    membership.remove(of(first), by=first, at=f.NOW)
    with refused(Refusal.LAST_ADMINISTRATOR):
        membership.remove(of(second), by=second, at=f.NOW)


# --- Leaving -----------------------------------------------------------------------------------


def test_member_is_removed_and_told_although_they_are_no_member_any_more() -> None:
    lead, observer = f.lead_a(), f.observer_a()
    one = of(observer)
    membership.remove(one, by=lead, at=f.NOW)
    assert not Membership.objects.filter(user=observer).exists()
    mail = Message.objects.get(to=observer.email)
    assert "lead-a (lead-a@test.example) has removed observer-a from Agency A." in mail.body
    assert verbs()[-1] == Verb.REMOVE_MEMBER
    with refused(Refusal.GONE_ALREADY):
        membership.remove(one, by=lead, at=f.NOW)


def test_member_leaves_and_the_administrators_are_told() -> None:
    lead, observer = f.lead_a(), f.observer_a()
    membership.remove(of(observer), by=observer, at=f.NOW)
    assert "observer-a has left Agency A." in Message.objects.get(to=lead.email).body
    assert told(observer) == []


# --- Asking to join ----------------------------------------------------------------------------


@pytest.fixture
def asked() -> JoinRequest:
    f.lead_a()
    person = f.user("new@test.example")
    return membership.ask(f.agency(), text=" I am the PI. ", by=person, at=f.NOW)


def test_request_is_admitted_with_a_role(asked: JoinRequest) -> None:
    mail = Message.objects.get(to=f.lead_a().email)
    assert (mail.subject, "I am the PI." in mail.body) == ("new asks to join Agency A", True)
    member = membership.admit(asked, role="observer", by=f.lead_a(), at=f.NOW)
    assert (member.user, member.role) == (asked.user, "observer")
    assert told(asked.user) == ["new has joined Agency A"]
    assert verbs()[-2:] == [Verb.REQUEST_MEMBERSHIP, Verb.ADMIT]
    for act in (membership.withdraw, membership.decline):
        with refused(Refusal.REQUEST_ANSWERED):
            act(asked, by=asked.user if act is membership.withdraw else f.lead_a(), at=f.NOW)


def test_request_is_declined_with_a_reason(asked: JoinRequest) -> None:
    membership.decline(asked, reason="We don't know you.", by=f.lead_a(), at=f.NOW)
    assert "We don't know you." in Message.objects.get(to=asked.user.email).body
    assert not Membership.objects.filter(user=asked.user).exists()
    with refused(Refusal.REQUEST_ANSWERED):
        membership.admit(asked, role="observer", by=f.lead_a(), at=f.NOW)
    membership.ask(f.agency(), by=asked.user, at=f.NOW)


def test_request_is_taken_back_by_its_person_alone(asked: JoinRequest) -> None:
    with refused(Refusal.REQUEST_ANSWERED):
        membership.withdraw(asked, by=f.lead_b(), at=f.NOW)
    membership.withdraw(asked, by=asked.user, at=f.NOW)
    with refused(Refusal.REQUEST_ANSWERED):
        membership.admit(asked, role="observer", by=f.lead_a(), at=f.NOW)


@pytest.mark.parametrize("who", [f.proposer_a, f.observer_a, f.lead_b, f.officer])
def test_request_is_answered_by_an_administrator_alone(
    asked: JoinRequest, who: Callable[[], User]
) -> None:
    with refused(Refusal.NOT_MANAGER):
        membership.admit(asked, role="administrator", by=who(), at=f.NOW)
    with refused(Refusal.NOT_MANAGER):
        membership.decline(asked, by=who(), at=f.NOW)


def test_request_that_can_not_be_made(asked: JoinRequest) -> None:
    with refused(Refusal.ASKED_ALREADY):
        membership.ask(f.agency(), by=asked.user, at=f.NOW)
    with refused(Refusal.MEMBER_ALREADY):
        membership.ask(f.agency(), by=f.lead_a(), at=f.NOW)
    with refused(Refusal.NOBODY_ADMITS, says="Write to the office"):
        membership.ask(f.agency("Empty"), by=asked.user, at=f.NOW)
    rejected = f.agency("Rejected")
    agency_actions.judge(rejected, verified=False, by=f.officer(), at=f.NOW, reason="No")
    with refused(Refusal.AGENCY_CLOSED):
        membership.ask(rejected, by=asked.user, at=f.NOW)
    for n in range(4):
        new = f.agency(f"Other {n}")
        f.member(f"lead{n}@test.example", new, "administrator")
        membership.ask(new, by=asked.user, at=f.NOW)
    with refused(Refusal.TOO_MANY_REQUESTS):
        f.lead_b()
        membership.ask(f.agency("Agency B"), by=asked.user, at=f.NOW)


def test_request_ends_when_the_person_joins_by_an_invitation(asked: JoinRequest) -> None:
    invitation.accept(f.agency_invitation(email=asked.user.email), by=asked.user, at=f.NOW)
    asked.refresh_from_db()
    assert asked.state == "admitted"


def test_request_to_an_agency_that_was_rejected_since_is_not_admitted(asked: JoinRequest) -> None:
    agency_actions.judge(f.agency(), verified=False, by=f.officer(), at=f.NOW, reason="No")
    with refused(Refusal.AGENCY_CLOSED):
        membership.admit(asked, role="observer", by=f.lead_a(), at=f.NOW)


# --- The agency's own data ---------------------------------------------------------------------


def test_administrator_changes_the_data_and_members_and_office_are_told() -> None:
    lead, observer, officer = f.lead_a(), f.observer_a(), f.officer()
    Message.objects.all().delete()
    agency_actions.edit(
        f.agency(), by=lead, at=f.NOW, name="Agency Alpha", website="https://a.example/"
    )
    now = Agency.objects.get(name="Agency Alpha")
    assert (now.state, now.other_names.strip()) == ("verified", "Agency A")
    # The old name goes on counting for conflicts of interest.
    assert set(now.names.values_list("name_folded", flat=True)) == {"agency a", "agency alpha"}
    for person in (observer, officer):
        body = Message.objects.get(to=person.email).body
        assert "Name: Agency A -> Agency Alpha" in body.replace("name:", "Name:")
        assert "https://a.example/" in body
    assert told(lead) == []


@pytest.mark.parametrize("who", [f.proposer_a, f.observer_a, f.lead_b, f.officer])
def test_nobody_else_changes_the_data(who: Callable[[], User]) -> None:
    f.lead_a()
    with refused(Refusal.NOT_MANAGER):
        agency_actions.edit(f.agency(), by=who(), at=f.NOW, name="Theirs")


def test_name_of_another_agency_is_not_taken() -> None:
    lead, _ = f.lead_a(), f.agency("Agency B")
    with refused(Refusal.AGENCY_TAKEN, field="name"):
        agency_actions.edit(f.agency(), by=lead, at=f.NOW, name="agency b", is_another=True)


def test_data_that_stay_are_no_change() -> None:
    lead = f.lead_a()
    before = AuditEntry.objects.count()
    agency_actions.edit(f.agency(), by=lead, at=f.NOW, name="Agency A")
    assert AuditEntry.objects.count() == before
