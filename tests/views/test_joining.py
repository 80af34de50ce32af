"""A second agency joins a proposal, as the people of both see it."""

import pytest

from proposals.actions import joining as actions
from proposals.models.joining import Joining
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from tests import factories as f
from tests.page import as_, browser
from tests.views.test_queries import Counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/proposals/CE8-0001/agencies/"


def asked(proposal: Proposal, name: str = "Agency B") -> Joining:
    of_other = f.agency(name)
    f.member(f"lead@{name.rsplit(maxsplit=1)[-1]}.example".lower(), of_other, "administrator")
    return actions.ask(proposal, agency=of_other, by=f.lead_a(), at=f.NOW)


def test_agency_joins_and_leaves_by_the_pages_alone() -> None:
    proposal = f.draft("Moon seismometer")
    lead, other = browser(f.lead_a()), browser(f.lead_b())
    assert PAGE in lead.open("/proposals/CE8-0001/").links
    page = lead.send(lead.open(PAGE), {"name": " agency b "})
    assert "Asked: Agency B." in page.text
    mail = Message.objects.filter(recipient=f.lead_b()).latest("pk").body
    path = mail.partition("/joinings/")[2].split()[0]

    page = other.open("/proposals/")
    assert "Agency A asks Agency B to join the proposal “Moon seismometer”." in page.text
    assert other.open("/proposals/CE8-0001/").status == 404
    page = other.open(f"/joinings/{path}")
    assert "Shall Agency B join this proposal?" in page.text
    page = other.send(page, {"reason": ""}, button="accept")
    assert "Your agency has joined CE8-0001." in page.text
    assert "Moon seismometer" in other.open("/proposals/").text
    assert "asks Agency B to join" not in other.open("/proposals/").text

    page = lead.open("/proposals/CE8-0001/")
    assert "Agency B (Joined)" in page.text
    assert "Agency B joined" in page.text  # the timeline
    page = other.open(PAGE)
    assert not [one for one in page.forms if "name" in one.names]
    page = other.open(f"{PAGE}{Joining.objects.get().pk}/end/")
    page = other.send(page, {"reason": "Other plans."})
    assert "Ended: Agency B." in page.text
    assert other.open("/proposals/CE8-0001/").status == 404
    assert "Other plans." in lead.open("/proposals/CE8-0001/").text
    assert Joining.objects.get().proposal == proposal


def test_request_that_is_declined_says_so_to_the_team() -> None:
    one = asked(f.draft())
    other = browser(f.user("lead@b.example"))
    page = other.send(other.open(f"/joinings/{one.pk}/"), {"reason": "No funds."}, button="decline")
    assert "Declined." in page.text
    page = browser(f.lead_a()).open("/proposals/CE8-0001/")
    assert "Agency B declined to join" in page.text
    assert "No funds." in page.text
    assert other.open(f"/joinings/{one.pk}/").status == 404


def test_name_that_is_not_registered_stays_in_the_form() -> None:
    f.draft()
    lead = browser(f.lead_a())
    page = lead.send(lead.open(PAGE), {"name": "Agency of nobody"})
    assert page.status == 422
    assert "No agency of the name “Agency of nobody” is registered here." in page.errors["name"]
    assert page.form("name").values["name"] == ["Agency of nobody"]


def test_request_is_nobodys_but_the_administrators() -> None:
    one = asked(f.submitted())
    for person in (f.lead_a(), f.observer_a(), f.lead_b(), f.officer(), f.root(), f.reviewer()):
        other = f.user(person.email)
        if other.agency_roles.get(one.agency_id) == "administrator":
            continue
        assert as_(other).get(f"/joinings/{one.pk}/").status_code == 404
        assert as_(other).post(f"/joinings/{one.pk}/", {"accept": ""}).status_code == 404
    proposer = f.member("proposer@b.example", one.agency, "proposer")
    assert as_(proposer).get(f"/joinings/{one.pk}/").status_code == 404
    assert Joining.objects.get().is_asked


def test_reader_of_the_proposal_sees_the_agencies_and_no_form() -> None:
    one = asked(f.draft())
    for person in (f.observer_a(), f.proposer_a()):
        page = browser(person).open(PAGE)
        assert "Agency B" in page.text
        assert not [form for form in page.forms if "name" in form.names]
        answer = as_(person).post(PAGE, {"name": "Agency B"})
        assert answer.status_code == 422
        assert "Only the lead proposer" in answer.content.decode()
        answer = as_(person).post(f"{PAGE}{one.pk}/end/", {"reason": "x"})
        assert answer.status_code == 422


def test_queries_of_agencies_do_not_grow() -> None:
    proposal = f.draft()
    actions.accept(asked(proposal), by=f.user("lead@b.example"), at=f.NOW)
    boss = f.user("lead@b.example")
    team = Counts(as_(f.lead_a()), PAGE, "/proposals/CE8-0001/", "/proposals/")
    waiting = Counts(as_(boss), "/proposals/")
    for name in ("Agency C", "Agency D"):
        asked(proposal, name)
        asked(f.draft(name), "Agency B")
    team.assert_same()
    waiting.assert_same()
