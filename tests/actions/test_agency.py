"""Registering an agency, and the office's verdict on it."""

from typing import Any

import pytest

from proposals.access.person import membership_role
from proposals.actions import agency as actions
from proposals.actions import audit, status
from proposals.domain.refusal import Refusal
from proposals.domain.verb import Verb
from proposals.models.agency import Agency
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.refusal import nothing_written, refused

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
    other = actions.register(by=person, at=f.NOW, name="Agency N", country="PK", is_another=True)
    assert other.country == "PK"
    assert Agency.objects.count() == 2


# --- A stranger registers under the name of a partner on somebody's proposal -----------------


def stranger() -> Agency:
    return actions.register(by=f.user("new@test.example"), at=f.NOW, name="CO-PROPOSER LTD")


def linked(proposal: Proposal) -> set[str]:
    """Return the names of the agencies that are linked to a proposal, beside the lead agency."""
    found = set(proposal.agency_links.values_list("agency__name", flat=True))
    for rows in (proposal.participations, f.revision(proposal).participations):
        found |= set(rows.exclude(agency=None).values_list("agency__name", flat=True))
    return found - {str(proposal.lead_agency)}


def test_registered_name_links_nothing() -> None:
    proposal = f.submitted()
    agency = stranger()
    assert linked(proposal) == set()
    actions.judge(agency, verified=True, by=f.officer(), at=f.NOW)
    assert linked(proposal) == set()


def test_team_that_names_a_registered_agency_links_nothing() -> None:
    stranger()
    assert linked(f.submitted()) == set()


def test_review_waits_for_the_verdict_on_a_name_and_starts_after_a_rejection() -> None:
    proposal = f.submitted()
    agency = stranger()
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    with nothing_written(proposal), refused(Refusal.NOT_VERIFIED):
        status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)
    actions.judge(agency, verified=False, by=f.officer(), at=f.AFTER, reason="A stranger")
    status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)


def test_agency_of_another_country_holds_up_no_review() -> None:
    proposal = f.submitted()
    actions.register(by=f.officer(), at=f.NOW, name="Co-proposer Ltd", country="KE")
    f.start_review(proposal)


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


# --- Names that look alike --------------------------------------------------------------------


def register(name: str, country: str = "PK", **given: Any) -> Agency:
    person = f.user("new@test.example")
    return actions.register(by=person, at=f.NOW, name=name, country=country, **given)


def test_similar_name_is_pointed_out_before_a_second_is_made_whatever_the_country() -> None:
    register("Lunar Works", country="KE", short_name="LUNW")
    for name, short in (("LUNAR WORKS", ""), ("Lunаr Wоrks", ""), ("Other", "lunw")):
        with refused(Refusal.AGENCY_ALIKE, says="Lunar Works (Kenya)", field="is_another"):
            register(name, short_name=short)
    assert Agency.objects.count() == 1
    assert register("Lunar Works", is_another=True).country == "PK"


def test_officer_is_shown_similar_names_as_well() -> None:
    register("Lunar Works", country="KE")
    with refused(Refusal.AGENCY_ALIKE):
        actions.register(by=f.officer(), at=f.NOW, name="Lunar Works")


def test_renamed_agency_is_held_against_the_others_but_not_against_itself() -> None:
    register("Lunar Works", country="KE")
    agency = register("Solar Panels")
    agency.name = "LUNAR-WORKS"
    with refused(Refusal.AGENCY_ALIKE):
        actions.change(agency, by=f.officer(), at=f.NOW)
    agency.country = "KE"
    with refused(Refusal.AGENCY_TAKEN):
        actions.change(agency, by=f.officer(), at=f.NOW, is_another=True)
    agency.refresh_from_db()
    agency.name = "SOLAR Panels"
    assert actions.change(agency, by=f.officer(), at=f.NOW).name == "SOLAR Panels"


def test_renamed_agency_links_nothing() -> None:
    proposal = f.submitted()
    agency = f.agency("Solar Panels")
    agency.name = "Co-proposer Ltd"
    actions.change(agency, by=f.officer(), at=f.NOW)
    assert linked(proposal) == set()
