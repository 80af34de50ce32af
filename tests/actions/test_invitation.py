"""Invitations: each can be used once, by its address, while there is somebody who stands behind it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from proposals.access.invitation import by_consent, by_link
from proposals.actions import agency, audit, invitation, status
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.audit import AuditEntry
from proposals.models.invitation import Invitation
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.team import TeamMember
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = f.NOW + timedelta(hours=2)
LINK = re.compile(r"/invitations/([\w-]+)/(consent/)?")


def secret(to: str) -> str:
    """Return the secret part of the link in the latest mail to an address."""
    body = Message.objects.filter(to=to, body__contains="/invitations/").latest("pk").body
    match = LINK.search(body)
    assert match
    return match[1]


def opened(to: str) -> Invitation:
    """Return the invitation that the owner of an address opens from the latest mail."""
    found = by_link(secret(to)) or by_consent(secret(to))
    assert found
    return found


def person(email: str) -> User:
    """Return somebody whose address is confirmed."""
    found = f.user(email)
    EmailAddress.objects.get_or_create(user=found, email=email, defaults={"verified": True})
    return found


@pytest.mark.parametrize("role", ["administrator", "proposer", "observer"])
def test_invitation_into_an_agency_makes_a_member(role: str) -> None:
    f.agency_invitation(email="New@Agency.example", role=role)
    one = opened("new@agency.example")
    done = invitation.accept(one, by=person("new@agency.example"), at=LATER)
    member = Membership.objects.get(user__email="new@agency.example")
    assert (member.agency, member.role, member.is_signatory) == (f.agency(), role, False)
    assert (done.state, done.accepted_by) == ("accepted", member.user)
    told = Message.objects.get(to=f.lead_a().email, subject="new has joined Agency A")
    assert "new@agency.example" in told.body


@pytest.mark.parametrize("role", ["edit", "read"])
def test_invitation_to_a_proposal_makes_no_member_of_the_agency(role: str) -> None:
    proposal = f.draft()
    f.invitation(proposal, role=role)
    invitation.accept(opened("new@institute.example"), by=person("new@institute.example"), at=LATER)
    assert TeamMember.objects.get().role == role
    assert not Membership.objects.filter(user__email="new@institute.example").exists()
    assert Message.objects.filter(to=f.lead_a().email, about=proposal.reference).exists()


def test_link_is_kept_as_a_hash_and_stands_in_no_history() -> None:
    f.agency_invitation()
    link = secret("new@agency.example")
    row = Invitation.objects.values().get()
    assert link not in str(row)
    assert len(row["link_hash"]) == 64
    invitation.accept(opened("new@agency.example"), by=person("new@agency.example"), at=LATER)
    texts = "".join(AuditEntry.objects.values_list("text", flat=True))
    assert link not in texts
    # The history can't be erased, so that it doesn't hold an address.
    assert "new@agency.example" not in texts
    verbs = [one.verb for one in audit.entries(f.agency())]
    assert verbs[-2:] == [Verb.INVITE, Verb.ACCEPT_INVITATION]


# --- Who may invite ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", [f.proposer_a, f.observer_a, f.lead_b, f.officer, f.root])
def test_only_an_administrator_invites_into_an_agency(who: Callable[[], User]) -> None:
    of = f.agency()
    f.lead_a()
    with refused(Refusal.MAY_NOT_INVITE):
        invitation.invite(of, email="x@y.example", role="observer", by=who(), at=f.NOW)
    assert not Message.objects.filter(to="x@y.example").exists()


@pytest.mark.parametrize("who", [f.proposer_a, f.observer_a, f.lead_b, f.officer])
def test_only_the_lead_team_invites_to_a_proposal(who: Callable[[], User]) -> None:
    proposal = f.draft()
    with refused(Refusal.MAY_NOT_INVITE):
        invitation.invite(
            proposal.lead_agency, proposal=proposal, email="x@y.example", role="edit",
            by=who(), at=f.NOW,
        )  # fmt: skip
    Proposal.objects.filter(pk=proposal.pk).update(lead=f.proposer_a())
    proposal.refresh_from_db()
    assert f.invitation(proposal).invited_by == f.proposer_a()


def test_member_is_not_invited_again() -> None:
    proposal = f.draft()
    with refused(Refusal.MEMBER_ALREADY, field="email"):
        f.agency_invitation(email=f.observer_a().email)
    with refused(Refusal.MEMBER_ALREADY):
        f.invitation(proposal, email=f.proposer_a().email)
    with refused(Refusal.MEMBER_ALREADY):
        f.invitation(proposal, email=f.observer_a().email, role="read")
    f.invitation(proposal, email=f.observer_a().email, role="edit")
    f.teammate(proposal, "read")
    with refused(Refusal.MEMBER_ALREADY):
        f.invitation(proposal, email="read@institute.example")


def test_address_has_one_open_invitation_to_each_place() -> None:
    f.agency_invitation()
    with refused(Refusal.INVITED_ALREADY, field="email"):
        f.agency_invitation(email="NEW@agency.example")
    f.invitation(f.draft(), email="new@agency.example")


def test_person_sends_twenty_invitations_a_day_at_most() -> None:
    for n in range(20):
        f.agency_invitation(email=f"new{n}@agency.example")
    with refused(Refusal.TOO_MANY_INVITATIONS):
        f.agency_invitation()
    with refused(Refusal.TOO_MANY_INVITATIONS):
        f.invitation(f.draft())
    with refused(Refusal.TOO_MANY_INVITATIONS):
        invitation.renew(Invitation.objects.all()[0], by=f.lead_a(), at=LATER)
    f.agency_invitation(at=f.NOW + DAY)


# --- What can't be accepted any more -----------------------------------------------------------


def test_invitation_is_used_once() -> None:
    f.agency_invitation()
    one = opened("new@agency.example")
    new = person("new@agency.example")
    invitation.accept(one, by=new, at=LATER)
    for by in (new, person("other@agency.example")):
        for act in (invitation.accept, invitation.ask_consent):
            with refused(Refusal.INVITATION_USED):
                act(one, by=by, at=LATER)
    assert Membership.objects.filter(user=new).count() == 1


def test_invitation_ends_after_two_weeks() -> None:
    f.agency_invitation()
    one, new = opened("new@agency.example"), person("new@agency.example")
    with refused(Refusal.INVITATION_OVER):
        invitation.accept(one, by=new, at=f.NOW + 14 * DAY)
    invitation.accept(one, by=new, at=f.NOW + 14 * DAY - timedelta(seconds=1))


def leave() -> None:
    Membership.objects.filter(user=f.lead_a()).delete()


def lose_the_role() -> None:
    Membership.objects.filter(user=f.lead_a()).update(role="proposer")


def close_the_account() -> None:
    User.objects.filter(pk=f.lead_a().pk).update(is_active=False)


@pytest.mark.parametrize("lose", [leave, lose_the_role, close_the_account])
def test_invitation_of_somebody_who_may_not_invite_any_more_waits_for_another(
    lose: Callable[[], None],
) -> None:
    f.agency_invitation()
    one, new = opened("new@agency.example"), person("new@agency.example")
    lose()
    with refused(Refusal.INVITER_GONE, says="Ask an administrator of Agency A"):
        invitation.accept(one, by=new, at=LATER)
    other = f.member("second@test.example", f.agency(), "administrator")
    invitation.renew(one, by=other, at=LATER)
    invitation.accept(opened("new@agency.example"), by=new, at=LATER)


@pytest.mark.parametrize("is_to_proposal", [True, False])
def test_invitation_of_a_rejected_agency_can_not_be_accepted(is_to_proposal: bool) -> None:
    address = "new@institute.example"
    proposal = f.draft()
    f.invitation(proposal) if is_to_proposal else f.agency_invitation(email=address)
    one = opened(address)
    agency.judge(f.agency(), verified=False, by=f.officer(), at=f.NOW, reason="Unknown")
    with refused(Refusal.AGENCY_CLOSED):
        invitation.accept(one, by=person(address), at=LATER)
    with refused(Refusal.AGENCY_CLOSED):
        f.invitation(proposal, email="second@institute.example")
    # Nothing is lost: once the agency is verified, the link is good again.
    agency.judge(f.agency(), verified=True, by=f.officer(), at=f.NOW)
    invitation.accept(one, by=person(address), at=LATER)


def test_invitation_ends_with_its_proposal() -> None:
    proposal = f.draft()
    f.invitation(proposal)
    f.agency_invitation(email="new@institute.example")
    one = Invitation.objects.get(proposal=proposal)
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds")
    one.refresh_from_db()
    assert one.state == "ended"
    assert '"invitations_ended":1' in f.last_entry(proposal).text
    with refused(Refusal.INVITATION_ENDED):
        invitation.accept(one, by=person("new@institute.example"), at=LATER)
    proposal.refresh_from_db()
    with refused(Refusal.PROPOSAL_OVER):
        f.invitation(proposal)
    # The one into the agency goes on.
    invitation.accept(
        Invitation.objects.get(proposal=None), by=person("new@institute.example"), at=LATER
    )


def test_invitation_that_was_sent_again_has_another_link() -> None:
    f.agency_invitation()
    first, new = opened("new@agency.example"), person("new@agency.example")
    with refused(Refusal.SENT_JUST_NOW):
        invitation.renew(first, by=f.lead_a(), at=f.NOW + timedelta(minutes=59))
    invitation.renew(first, by=f.lead_a(), at=LATER)
    assert by_link("") is None
    with refused(Refusal.INVITATION_CLOSED):
        invitation.accept(first, by=new, at=LATER)
    again = opened("new@agency.example")
    assert again.expires_at == LATER + 14 * DAY
    invitation.accept(again, by=new, at=LATER)


def test_invitation_is_taken_back_and_its_address_is_told() -> None:
    f.agency_invitation()
    one, new = opened("new@agency.example"), person("new@agency.example")
    with refused(Refusal.MAY_NOT_INVITE):
        invitation.withdraw(one, by=f.proposer_a(), at=LATER)
    invitation.withdraw(one, by=f.lead_a(), at=LATER)
    assert "taken back" in Message.objects.filter(to="new@agency.example").latest("pk").subject
    with refused(Refusal.INVITATION_WITHDRAWN):
        invitation.accept(one, by=new, at=LATER)
    for act in (invitation.renew, invitation.withdraw):
        with refused(Refusal.INVITATION_CLOSED):
            act(one, by=f.lead_a(), at=LATER)
    f.agency_invitation()


# --- Another address ---------------------------------------------------------------------------


@pytest.fixture
def asked() -> User:
    """Somebody whom the invited address is asked about."""
    f.agency_invitation(email="boss@agency.example")
    other = person("assistant@agency.example")
    one = opened("boss@agency.example")
    with refused(Refusal.OTHER_ADDRESS, says="boss@agency.example"):
        invitation.accept(one, by=other, at=f.NOW)
    invitation.ask_consent(one, by=other, at=f.NOW)
    assert not Membership.objects.filter(user=other).exists()
    return other


def test_another_address_accepts_once_the_invited_one_agrees(asked: User) -> None:
    mail = Message.objects.filter(to="boss@agency.example").latest("pk").body
    assert "assistant@agency.example" in mail
    done = invitation.consent(opened("boss@agency.example"), at=LATER)
    assert done.accepted_by == asked
    assert Membership.objects.get(user=asked).role == "proposer"
    told = Message.objects.get(to=f.lead_a().email, subject__contains="has joined").body
    assert "boss@agency.example, and that address has agreed" in told
    assert Message.objects.filter(to=asked.email, subject="You have joined Agency A").exists()


def test_another_address_is_refused_by_the_invited_one(asked: User) -> None:
    one = opened("boss@agency.example")
    invitation.refuse_consent(one, at=LATER)
    assert not Membership.objects.filter(user=asked).exists()
    assert Message.objects.filter(to=asked.email, subject__startswith="You can't").exists()
    with refused(Refusal.CONSENT_OVER):
        invitation.consent(one, at=LATER)
    # The invited address accepts for itself.
    invitation.accept(Invitation.objects.get(), by=person("boss@agency.example"), at=LATER)


def test_consent_is_to_the_person_who_asked_last(asked: User) -> None:
    for_first = opened("boss@agency.example")
    one = Invitation.objects.get()
    third = person("third@agency.example")
    with refused(Refusal.SENT_JUST_NOW):
        invitation.ask_consent(one, by=third, at=f.NOW)
    invitation.ask_consent(one, by=third, at=LATER)
    with refused(Refusal.CONSENT_OVER):
        invitation.consent(for_first, at=LATER)
    invitation.consent(opened("boss@agency.example"), at=LATER)
    assert not Membership.objects.filter(user=asked).exists()
    assert Membership.objects.filter(user=third).exists()


@pytest.mark.parametrize("end", ["accept", "withdraw", "renew", "leave", "expire"])
def test_consent_comes_too_late(asked: User, end: str) -> None:
    one = opened("boss@agency.example")
    at = LATER
    if end == "accept":
        invitation.accept(one, by=person("boss@agency.example"), at=at)
    elif end == "withdraw":
        invitation.withdraw(one, by=f.lead_a(), at=at)
    elif end == "renew":
        invitation.renew(one, by=f.lead_a(), at=at)
    elif end == "leave":
        leave()
    else:
        at = f.NOW + 15 * DAY
    known = (Refusal.CONSENT_OVER, Refusal.INVITER_GONE, Refusal.INVITATION_OVER)
    with pytest.raises(RuleBroken) as broken:
        invitation.consent(one, at=at)
    assert broken.value.refusal in known
    assert not Membership.objects.filter(user=asked).exists()


def test_account_whose_address_is_open_or_closed_is_not_let_in(asked: User) -> None:
    one = Invitation.objects.get()
    with refused(Refusal.ADDRESS_OPEN):
        invitation.ask_consent(one, by=f.user("unconfirmed@agency.example"), at=LATER)
    User.objects.filter(pk=asked.pk).update(is_active=False)
    with refused(Refusal.ADDRESS_OPEN):
        invitation.consent(opened("boss@agency.example"), at=LATER)


def test_invited_address_does_not_ask_itself() -> None:
    f.agency_invitation()
    with refused(Refusal.OWN_ADDRESS):
        invitation.ask_consent(
            opened("new@agency.example"), by=person("new@agency.example"), at=LATER
        )


@pytest.mark.parametrize("is_demo", [True, False])
def test_link_is_printed_in_the_demonstration_alone(
    settings: Any, capsys: pytest.CaptureFixture[str], is_demo: bool
) -> None:
    settings.EMAIL_DELIVERY, settings.DEMO = False, is_demo
    f.agency_invitation()
    assert (secret("new@agency.example") in capsys.readouterr().out) is is_demo


def test_names_in_a_mail_are_text() -> None:
    """Names are typed by strangers, and the mail goes to anybody."""
    Agency.objects.filter(pk=f.agency().pk).update(name="A\r\nBcc: <b>x@y.example</b>")
    f.lead_a()
    f.agency_invitation()
    mail = Message.objects.get(to="new@agency.example")
    assert "\n" not in mail.subject
    assert "&lt;" not in mail.body
