"""Registering an agency, and the office's verdict on it."""

import pytest

from proposals.access.person import membership_role
from proposals.actions import agency as actions
from proposals.actions import audit
from proposals.domain.refusal import Refusal
from proposals.models.agency import Agency
from proposals.models.message import Message
from tests import factories as f
from tests.refusal import refused

pytestmark = pytest.mark.django_db


def test_who_registers_an_agency_administers_it_and_the_office_is_told() -> None:
    person = f.user("new@test.example")
    f.officer()
    assert membership_role(person, 0) is None
    agency = actions.register(by=person, at=f.NOW, name=" Agency N ", country="KE")
    assert (agency.name, agency.state, agency.created_at) == ("Agency N", "unverified", f.NOW)
    assert membership_role(person, agency.pk) == "administrator"
    mail = Message.objects.get()
    assert (mail.to, mail.subject) == ("officer@test.example", "New agency: Agency N")


def test_agency_that_an_officer_registers_has_no_member() -> None:
    agency = actions.register(by=f.officer(), at=f.NOW, name="Agency N")
    assert agency.memberships.count() == 0


def test_name_is_taken_within_its_country_whatever_its_case() -> None:
    actions.register(by=f.user("one@test.example"), at=f.NOW, name="Agency N", country="KE")
    person = f.user("two@test.example")
    for name in ("Agency N", "AGENCY N", " agency n"):
        with refused(Refusal.AGENCY_TAKEN, field="name"):
            actions.register(by=person, at=f.NOW, name=name, country="KE")
    assert actions.register(by=person, at=f.NOW, name="Agency N", country="PK").pk
    assert Agency.objects.count() == 2


def test_organisation_on_a_proposal_is_known_once_its_agency_registers() -> None:
    proposal = f.written()
    agency = actions.register(by=f.user("new@test.example"), at=f.NOW, name="CO-PROPOSER LTD")
    assert proposal.participations.get(name="Co-proposer Ltd").agency == agency


def test_verdict_is_an_officers_and_every_member_hears_of_it() -> None:
    agency = f.agency(verified=False)
    f.lead_a()
    f.observer_a()
    for person in (f.lead_a(), f.chair(), f.auditor(), f.reviewer()):
        with refused(Refusal.NOT_OFFICER):
            actions.judge(agency, verified=True, by=person, at=f.NOW)
    agency.refresh_from_db()
    assert agency.state == "unverified"
    actions.judge(agency, verified=True, by=f.officer(), at=f.NOW)
    agency.refresh_from_db()
    assert agency.state == "verified"
    told = Message.objects.filter(subject="Agency A: Verified").values_list("to", flat=True)
    assert set(told) == {"lead-a@test.example", "observer-a@test.example"}


def test_rejection_needs_a_reason_which_the_members_read() -> None:
    agency = f.agency()
    f.lead_a()
    with refused(Refusal.NO_REASON, field="reason"):
        actions.judge(agency, verified=False, by=f.officer(), at=f.NOW, reason=" ")
    actions.judge(agency, verified=False, by=f.officer(), at=f.NOW, reason="Not an agency")
    agency.refresh_from_db()
    assert (agency.state, agency.state_reason) == ("rejected", "Not an agency")
    assert "Not an agency" in Message.objects.get(subject="Agency A: Rejected").body
    assert [one.verb for one in audit.entries(agency)] == ["register", "verify", "reject"]
    actions.judge(agency, verified=True, by=f.officer(), at=f.NOW)
    agency.refresh_from_db()
    assert (agency.state, agency.state_reason) == ("verified", "")
