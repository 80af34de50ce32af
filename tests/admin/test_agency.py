"""Agencies are verified or rejected, and officers manage their members."""

import pytest
from django.test import Client

from proposals.models.agency import Agency, Membership
from proposals.models.message import Message
from proposals.models.participation import AgencyLink
from tests import factories as f
from tests.admin.office import REFUSED, buttons, change, do, notes, nothing_changes, rows_of, send
from tests.page import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    new = f.agency("New agency", verified=False)
    f.member("admin@new.example", new, Membership.Role.ADMINISTRATOR)
    return new


def test_agency_is_verified_and_its_members_are_told(officer: Client, agency: Agency) -> None:
    assert buttons(officer.get(change(agency))) == {"verify", "reject"}
    Agency.objects.update(country="PE", website="https://new.example")
    asked = Page(officer.get(do(agency, "verify"))).text
    assert "New agency (Peru) · https://new.example" in asked
    sent = officer.post(do(agency, "verify"))
    assert notes(officer, sent) == ["New agency is verified. Its members get a mail."]
    agency.refresh_from_db()
    assert agency.state == "verified"
    assert buttons(officer.get(change(agency))) == {"reject"}
    assert Message.objects.filter(to="admin@new.example").count() == 1


def test_agency_is_rejected_with_a_reason(officer: Client, agency: Agency) -> None:
    path = do(agency, "reject")
    for reason in ("", "   "):
        with nothing_changes():
            refused = send(officer, path, {"reason": reason})
        assert (refused.status_code, Page(refused).refusals) == (422, ["This can't be left empty."])
    send(officer, path, {"reason": "No agency of this name is known."})
    agency.refresh_from_db()
    assert (agency.state, agency.state_reason) == ("rejected", "No agency of this name is known.")
    assert "No agency of this name is known." in Message.objects.get(to="admin@new.example").body
    assert buttons(officer.get(change(agency))) == {"verify"}


def test_verified_agency_forgets_why_it_was_rejected(officer: Client, agency: Agency) -> None:
    send(officer, do(agency, "reject"), {"reason": "A mistake."})
    officer.post(do(agency, "verify"))
    agency.refresh_from_db()
    assert (agency.state, agency.state_reason) == ("verified", "")


def test_agency_state_is_no_field(officer: Client, agency: Agency) -> None:
    shown = Page(officer.get(change(agency))).form()
    assert not {one for one in shown.names if "state" in one}
    officer.post(change(agency), {**shown.values, "state": "verified", "_save": "1"})
    agency.refresh_from_db()
    assert agency.state == "unverified"


def test_agency_is_added_with_a_member_and_is_not_verified(officer: Client) -> None:
    person = f.user("new@partner.example")
    sent = send(
        officer,
        f"{rows_of('agency')}add/",
        {"name": "Added agency", "country": "IT"},
        rows={"memberships": [{"user": person.pk, "role": "administrator"}]},
        press="_save",
    )
    assert sent.status_code == 302, Page(sent).refusals
    added = Agency.objects.get(name="Added agency")
    assert (added.state, added.created_at) == ("unverified", f.NOW)
    assert [one.user for one in added.memberships.all()] == [person]


def test_agency_that_the_office_adds_takes_part_in_nothing_yet(officer: Client) -> None:
    f.written()
    values = {"name": "Co-proposer Ltd"}
    assert send(officer, f"{rows_of('agency')}add/", values, press="_save").status_code == 302
    assert not AgencyLink.objects.exists()


@pytest.mark.parametrize("path", ["add/", "change/"])
def test_similar_name_is_pointed_out_to_an_officer(officer: Client, path: str) -> None:
    f.agency("Lunar Works")
    page = change(f.agency("Solar Panels")) if path == "change/" else f"{rows_of('agency')}{path}"
    values = {"name": "Lunar-Workz", "country": "KE"}
    with nothing_changes():
        refused = send(officer, page, values, press="_save")
    assert "Agencies of a similar name are registered: Lunar Works." in Page(refused).text
    sent = send(officer, page, values | {"is_another": "on"}, press="_save")
    assert sent.status_code == 302, Page(sent).refusals
    assert Agency.objects.get(name="Lunar-Workz").country == "KE"


def test_name_that_is_taken_is_a_sentence_whatever_its_punctuation(officer: Client) -> None:
    f.agency("Lunar Works")
    other = f.agency("Other")
    with nothing_changes():
        refused = send(officer, change(other), {"name": "LUNAR-WORKS"}, press="_save")
    assert "An agency of this name is registered already." in Page(refused).text


def test_officer_who_verifies_is_shown_similar_names_and_confirms_where_it_takes_part(
    officer: Client,
) -> None:
    proposal, other = f.submitted(), f.submitted("Another")
    draft = f.written("A draft")
    f.agency("Co-proposer Limited")
    new = f.agency("Co-proposer Ltd", verified=False)
    page = Page(officer.get(do(new, "verify")))
    assert "Agencies of a similar name: Co-proposer Limited." in page.text
    assert f"Co-proposer Ltd: {proposal.reference}, A spectrometer" in page.text
    assert other.reference in page.text
    assert draft.reference not in page.text
    organisation = f.revision(proposal).participations.get(role="industry")
    send(officer, do(new, "verify"), {"organisations": [organisation.pk]})
    assert [one.proposal for one in AgencyLink.objects.all()] == [proposal]


def test_page_of_a_proposal_says_whose_name_is_registered_and_not_linked(officer: Client) -> None:
    proposal = f.submitted()
    told = "not linked; CO-PROPOSER Ltd is registered"
    assert told not in Page(officer.get(change(proposal))).text
    f.agency("CO-PROPOSER Ltd", verified=False)
    assert told in Page(officer.get(change(proposal))).text


def test_officer_links_and_unlinks_by_hand(officer: Client) -> None:
    proposal, works = f.submitted(), f.agency("Works")
    f.agency("Unverified", verified=False)
    assert "link_agency" in buttons(officer.get(change(proposal)))
    page = Page(officer.get(do(proposal, "link_agency")))
    assert "Unverified" not in page.text
    organisation = f.revision(proposal).participations.get(role="industry")
    values = {"organisation": organisation.pk, "agency": works.pk}
    sent = send(officer, do(proposal, "link_agency"), values)
    assert notes(officer, sent) == ["Co-proposer Ltd is linked to the registered agency Works."]
    linked = officer.get(change(proposal))
    assert "registered as Works" in Page(linked).text
    assert buttons(linked) & {"link_agency", "unlink_agency"} == {"unlink_agency"}
    back = {"link": AgencyLink.objects.get().pk, "reason": "Another Works"}
    sent = send(officer, do(proposal, "unlink_agency"), back)
    assert notes(officer, sent) == ["Co-proposer Ltd isn't linked to Works any more."]
    assert "Another Works" in Page(officer.get(change(proposal))).text
    assert not AgencyLink.objects.exists()


def test_agency_of_a_name_that_is_taken_is_refused(officer: Client, agency: Agency) -> None:
    with nothing_changes():
        refused = send(officer, f"{rows_of('agency')}add/", {"name": "new AGENCY"}, press="_save")
    assert refused.status_code == 200
    assert len(Page(refused).refusals) >= 1
    assert Page(refused).form().values["name"] == ["new AGENCY"]


def test_member_is_taken_out_and_the_history_says_by_whom(officer: Client, agency: Agency) -> None:
    sent = send(officer, change(agency), {"memberships-0-DELETE": "on"}, press="_save")
    assert sent.status_code == 302
    assert not agency.memberships.exists()
    told = Page(officer.get(change(agency).replace("/change/", "/history/"))).text
    assert "role: administrator →" in told


def test_officer_who_is_a_member_reads_the_agency_and_changes_nothing(
    officer: Client, agency: Agency
) -> None:
    f.member("officer@test.example", agency, Membership.Role.OBSERVER)
    page = officer.get(change(agency))
    assert (page.status_code, buttons(page)) == (200, set())
    assert "name" not in Page(page).form().names
    with nothing_changes():
        answer = officer.post(change(agency), {"name": "Mine", "_save": "1"})
        assert notes(officer, answer) == ["You can't change this here now. Nothing was saved."]
        assert notes(officer, officer.post(do(agency, "verify"))) == [REFUSED]


def test_officer_makes_themselves_a_member_of_no_agency(officer: Client, agency: Agency) -> None:
    me = {"user": f.officer().pk, "role": "administrator"}
    with nothing_changes():
        refused = send(officer, change(agency), rows={"memberships": [me]}, press="_save")
    assert "This isn't offered here. Choose from the list." in Page(refused).text


def test_registration_of_a_letter_waits_for_no_verification(
    officer: Client, agency: Agency
) -> None:
    """An unverified agency may submit; its proposal isn't reviewed before it is verified."""
    call = f.call()
    values = {
        "agency": agency.pk,
        "channel": "email",
        "received_at": "2026-11-01T10:00",
        "title": "A letter",
        "scan": f.pdf(),
    }
    sent = send(officer, do(call, "enter"), values)
    assert sent.status_code == 302, Page(sent).refusals
    assert agency.proposals.get().status == "submitted"


def test_office_reads_who_may_bind_an_agency_and_does_not_say_so(
    officer: Client, agency: Agency
) -> None:
    Membership.objects.update(is_signatory=True)
    shown = Page(officer.get(change(agency)))
    assert "May bind the agency" in shown.text
    assert not {one for one in shown.form().names if "signatory" in one}
