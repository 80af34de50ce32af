"""Invitations as their people meet them: the mail, the page, the account, and what is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from proposals.actions import agency, invitation, status
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Membership
from proposals.models.invitation import Invitation
from proposals.models.message import Message
from proposals.models.team import TeamMember
from tests import factories as f
from tests.admin.office import change
from tests.page import Browser, Page, as_, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADDRESS = "new@agency.example"


def link(to: str = ADDRESS, about: str = "invitation") -> str:
    """Return the address of the page to which the latest mail leads."""
    body = Message.objects.filter(to=to, about=about).latest("pk").body
    found = re.search(r"https?://[^/]+(/\S+)", body)
    assert found
    return found[1]


def known(email: str) -> Browser:
    """Return the browser of somebody who has an account with a confirmed address."""
    user = f.user(email)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True})
    return browser(user)


def test_administrator_invites_and_the_person_accepts() -> None:
    lead = browser(f.lead_a())
    page = lead.open("/agency/")
    page = lead.open(next(one for one in page.links if one.endswith("/invite/")))
    page = lead.send(page, {"email": ADDRESS, "role": "observer"})
    assert f"An invitation went to {ADDRESS}." in page.text
    assert "Waiting for an answer" in page.text
    assert ADDRESS in page.text
    new = known(ADDRESS)
    page = new.open(link())
    assert "Agency A" in page.text
    assert "Reads all proposals of the agency" in page.text
    page = new.press(page, "Accept")
    assert "You are in Agency A now. Your role: Observer." in page.text
    assert new.path == "/agency/"
    assert "Waiting for an answer" not in lead.open("/agency/").text


def test_lead_invites_to_a_proposal_and_the_person_writes_there() -> None:
    proposal = f.draft("Shared")
    f.draft("Secret")
    lead = browser(f.lead_a())
    page = lead.open(f"{proposal.get_absolute_url()}team/invite/")
    page = lead.send(page, {"email": ADDRESS, "role": "edit"})
    assert lead.path == f"{proposal.get_absolute_url()}team/"
    new = known(ADDRESS)
    page = new.press(new.open(link()), "Accept")
    assert new.path == proposal.get_absolute_url()
    page = new.open(f"{proposal.get_absolute_url()}sections/science/")
    assert page.form(label="Save")
    assert "Secret" not in new.open("/proposals/").text
    team = new.open(f"{proposal.get_absolute_url()}team/")
    assert "new" in team.text
    # Of the agency's people they read the lead proposer alone.
    f.observer_a()
    assert "observer-a" not in new.open(f"{proposal.get_absolute_url()}team/").text
    assert "observer-a" in lead.open(f"{proposal.get_absolute_url()}team/").text


def test_person_without_an_account_signs_up_and_comes_back() -> None:
    f.agency_invitation()
    visitor = browser()
    page = visitor.open(link())
    assert page.status == 200
    signup = next(one for one in page.links if "/signup/?next=" in one)
    page = visitor.open(signup)
    page = visitor.send(
        page, {"name": "New", "email": ADDRESS, "password1": "a long enough secret"}
    )
    page = visitor.open(link(about="account"))
    page = visitor.press(page, "Yes, confirm")
    assert visitor.path == link()
    page = visitor.press(page, "Accept")
    assert Membership.objects.get(user__email=ADDRESS).role == "proposer"


def test_person_who_logs_in_comes_back() -> None:
    f.agency_invitation()
    user = User.objects.create_user(ADDRESS, "a long enough secret", name="New")
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    visitor = browser()
    page = visitor.open(link())
    page = visitor.open(next(one for one in page.links if "/login/?next=" in one))
    visitor.send(page, {"login": ADDRESS, "password": "a long enough secret"})
    assert visitor.path == link()


def test_mail_scanner_that_opens_the_link_accepts_nothing() -> None:
    f.agency_invitation()
    for client in (Client(), as_(f.user(ADDRESS))):
        for method in (client.get, client.head, client.options):
            method(link())
    assert Invitation.objects.get().state == "open"


def test_visitor_who_sends_the_form_is_sent_to_log_in() -> None:
    f.agency_invitation()
    answer = Client().post(link(), {"accept": ""})
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={link()}"
    assert Invitation.objects.get().state == "open"


def test_another_address_is_let_in_by_the_invited_one() -> None:
    f.agency_invitation(email="boss@agency.example")
    other = known("assistant@agency.example")
    page = other.open(link("boss@agency.example"))
    assert "You are logged in as assistant@agency.example" in page.text
    assert not any("Accept" in one.labels for one in page.forms)
    page = other.press(page, "Ask boss@agency.example")
    assert "boss@agency.example has got a mail." in page.text
    assert Membership.objects.filter(user__email="assistant@agency.example").count() == 0
    boss = browser()  # who needs no account to agree
    page = boss.open(link("boss@agency.example"))
    assert "assistant@agency.example" in page.text
    page = boss.press(page, "I agree")
    assert page.headings == ["You have agreed"]
    assert Membership.objects.get(user__email="assistant@agency.example").role == "proposer"
    assert boss.open(boss.path).status == 404


def test_page_that_only_shows_accept_refuses_another_address() -> None:
    f.agency_invitation()
    sent = as_(f.user("other@agency.example")).post(link(), {"accept": ""})
    assert sent.status_code == 422
    assert "This invitation went to new@agency.example" in Page(sent).text


def used() -> None:
    invitation.accept(Invitation.objects.get(), by=f.user(ADDRESS), at=f.NOW)


def withdrawn() -> None:
    invitation.withdraw(Invitation.objects.get(), by=f.lead_a(), at=f.NOW)


def inviter_left() -> None:
    Membership.objects.filter(user=f.lead_a()).delete()


def agency_rejected() -> None:
    agency.judge(f.agency(), verified=False, by=f.officer(), at=f.NOW, reason="Unknown")


def proposal_ended() -> None:
    proposal = Invitation.objects.get().proposal
    assert proposal
    status.move(proposal, Verb.WITHDRAW, by=f.lead_a(), at=f.NOW, reason="No funds")


SENTENCES = {
    used: "This invitation was accepted already",
    withdrawn: "This invitation was taken back",
    inviter_left: "who invited you, may not invite anybody any more",
    agency_rejected: "The office has rejected the registration of Agency A",
    proposal_ended: "This invitation ended when the proposal CE8-0001 ended",
}


@pytest.mark.parametrize(
    ("end", "told"), SENTENCES.items(), ids=[one.__name__ for one in SENTENCES]
)
def test_invitation_that_is_over_says_why(end: Any, told: str) -> None:
    f.invitation(f.draft(), email=ADDRESS)
    path = link()
    end()
    for client in (as_(f.user("other@agency.example")), Client()):
        answer = client.get(path)
        assert answer.status_code == 410
        assert told in Page(answer).text
    sent = as_(f.user("other@agency.example")).post(path, {"accept": ""})
    assert sent.status_code == 422
    assert told in Page(sent).text


def test_invitation_that_is_too_old_says_whom_to_ask(clock: time_machine.Traveller) -> None:
    f.agency_invitation()
    clock.shift(timedelta(days=15))
    page = Page(as_(f.user(ADDRESS)).get(link()))
    assert (page.status, "within 14 days" in page.text) == (410, True)
    assert f.lead_a().email in page.text


def test_invitation_that_one_has_accepted_leads_on() -> None:
    f.agency_invitation()
    new = known(ADDRESS)
    new.press(new.open(link()), "Accept")
    page = new.open(link())
    assert "You have accepted this invitation." in page.text
    assert "/agency/" in page.links


@pytest.mark.parametrize("secret", ["x", "x" * 500, "%00", "%F0%9F%9A%80", "1"])
def test_link_that_is_none_says_so(secret: str) -> None:
    for path in (f"/invitations/{secret}/", f"/invitations/{secret}/consent/"):
        for answer in (Client().get(path), Client().post(path, {})):
            assert answer.status_code == 404
            assert "This link leads to no invitation" in Page(answer).text


def test_page_of_a_link_is_stored_nowhere() -> None:
    f.agency_invitation()
    answer = Client().get(link())
    assert "no-store" in answer["Cache-Control"]


# --- Those who manage invitations --------------------------------------------------------------


def test_invitation_is_sent_again_and_taken_back(clock: time_machine.Traveller) -> None:
    f.agency_invitation()
    old, row = link(), Invitation.objects.get()
    lead = browser(f.lead_a())
    page = lead.press(lead.open(f"/invitations/{row.pk}/renew/"), "Send again")
    assert "less than an hour ago" in page.text
    clock.shift(timedelta(hours=2))
    lead.press(lead.open(f"/invitations/{row.pk}/renew/"), "Send again")
    assert link() != old
    assert Client().get(old).status_code == 404
    page = lead.press(lead.open(f"/invitations/{row.pk}/withdraw/"), "Take back")
    assert f"The invitation to {ADDRESS} is taken back." in page.text


def test_invitation_is_managed_by_nobody_else() -> None:
    f.agency_invitation()
    f.invitation(f.draft())
    for row in Invitation.objects.all():
        for person in (f.lead_b(), f.proposer_a(), f.observer_a(), f.officer(), f.root()):
            for act in ("renew", "withdraw"):
                client = as_(person)
                assert client.get(f"/invitations/{row.pk}/{act}/").status_code == 404
                assert client.post(f"/invitations/{row.pk}/{act}/").status_code == 404
    assert set(Invitation.objects.values_list("state", flat=True)) == {"open"}
    for person in (f.lead_b(), f.proposer_a(), f.observer_a()):
        assert as_(person).get(f"/agency/{f.agency().pk}/invite/").status_code == 404


def test_what_was_typed_stays_where_an_invitation_is_refused() -> None:
    lead = browser(f.lead_a())
    page = lead.send(
        lead.open(f"/agency/{f.agency().pk}/invite/"),
        {"email": f.observer_a().email, "role": "administrator"},
    )
    assert page.status == 422
    assert page.errors["email"] == "observer-a is in already, with this role: Observer."
    assert page.form("email").values["email"] == [f.observer_a().email]
    assert page.form("email").values["role"] == ["administrator"]


# --- The office --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["officer", "auditor", "root"])
def test_office_reads_no_link_of_an_invitation(name: str) -> None:
    f.agency_invitation()
    client = as_(getattr(f, name)())
    mail = Message.objects.get(about="invitation")
    shown = client.get(change(mail))
    assert shown.status_code == 200
    assert link() not in shown.content.decode()
    assert "Nobody else reads it." in Page(shown).text
    history = client.get(f"/admin/proposals/agency/{f.agency().pk}/history/")
    assert "Invitation sent" in Page(history).text
    assert ADDRESS not in Page(history).text


def test_team_member_of_one_proposal_is_no_stranger_to_it_alone() -> None:
    proposal = f.submitted()
    person = f.teammate(proposal, "read")
    base = proposal.get_absolute_url()
    client = as_(person)
    paths = ["", "team/", "submit/", "sections/science/", "revisions/1/", "revisions/1/receipt/"]
    for path in paths:
        assert client.get(f"{base}{path}").status_code == 200, path
    TeamMember.objects.update(role="former")
    for path in paths:
        assert client.get(f"{base}{path}").status_code == 404, path
