"""Members of an agency on its page: roles, leaving, asking to join, and the agency's own data."""

import pytest
from django.test import Client

from proposals.actions import membership
from proposals.models.account import User
from proposals.models.agency import Agency, JoinRequest, Membership
from proposals.models.message import Message
from tests import factories as f
from tests.page import as_, browser
from tests.views.test_queries import Counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def of(person: User) -> Membership:
    return Membership.objects.get(user=person)


def test_administrator_changes_a_role_and_gives_the_signature() -> None:
    f.observer_a()
    lead = browser(f.lead_a())
    lead.open("/agency/")
    page = lead.open(f"/agency/people/{of(f.observer_a()).pk}/")
    page = lead.send(page, {"role": "proposer", "is_signatory": "on"})
    assert "Saved: observer-a, Proposer." in page.text
    assert "may bind the agency" in page.text
    assert of(f.observer_a()).is_signatory


def test_last_administrator_reads_why_they_stay() -> None:
    lead = browser(f.lead_a())
    page = lead.send(lead.open(f"/agency/people/{of(f.lead_a()).pk}/"), {"role": "observer"})
    assert page.status == 422
    assert "lead-a is the last administrator of Agency A." in page.errors["role"]
    assert page.form("role").values["role"] == ["observer"]
    page = lead.press(lead.open(f"/agency/people/{of(f.lead_a()).pk}/remove/"), "Leave")
    assert "lead-a is the last administrator of Agency A." in page.text


def test_member_is_removed_and_a_member_leaves() -> None:
    lead, observer = browser(f.lead_a()), browser(f.observer_a())
    proposer = of(f.proposer_a())
    page = lead.press(lead.open(f"/agency/people/{proposer.pk}/remove/"), "Remove")
    assert "proposer-a isn't in Agency A any more." in page.text
    page = observer.open("/agency/")
    leave = next(one for one in page.links if one.endswith("/remove/"))
    page = observer.press(observer.open(leave), "Leave")
    assert "You have left Agency A." in page.text
    assert "You are in no agency yet" in page.text


@pytest.mark.parametrize("name", ["proposer_a", "observer_a", "lead_b", "officer", "root"])
def test_members_are_managed_by_nobody_else(name: str) -> None:
    f.lead_a()
    asked = membership.ask(f.agency(), by=f.user("new@test.example"), at=f.NOW)
    client = as_(getattr(f, name)())
    row = of(f.lead_a()).pk
    for path in (
        f"/agency/people/{row}/",
        f"/agency/people/{row}/remove/",
        f"/agency/requests/{asked.pk}/",
        f"/agency/requests/{asked.pk}/withdraw/",
        f"/agency/{f.agency().pk}/edit/",
    ):
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"role": "observer", "name": "x"}).status_code == 404, path
    page = client.get("/agency/").content.decode()
    assert "new@test.example" not in page
    assert f"/agency/people/{row}/" not in page


def test_person_finds_an_agency_and_is_let_in() -> None:
    f.lead_a()
    person = browser(f.user("new@test.example"))
    page = person.open("/agency/")
    page = person.open(next(one for one in page.links if one == "/agency/join/"))
    page = person.open("/agency/join/?name=agency+a")
    assert "Agency A" in page.headings
    page = person.send(page, {"text": "I am the PI."})
    assert "Your request went to the administrator of Agency A." in page.text
    assert "You have asked to join" in page.text
    lead = browser(f.lead_a())
    page = lead.open(next(one for one in lead.open("/agency/").links if "/requests/" in one))
    assert "I am the PI." in page.text
    page = lead.send(page, {"role": "observer"})
    assert "new is in Agency A now." in page.text
    assert of(f.user("new@test.example")).role == "observer"


def test_person_is_declined_with_a_reason() -> None:
    f.lead_a()
    asked = membership.ask(f.agency(), by=f.user("new@test.example"), at=f.NOW)
    lead = browser(f.lead_a())
    page = lead.send(lead.open(f"/agency/requests/{asked.pk}/"), {"reason": "Unknown here."})
    assert "You have declined. new is told." in page.text
    assert "Unknown here." in Message.objects.get(to="new@test.example").body
    assert lead.open(f"/agency/requests/{asked.pk}/").status == 404


def test_person_takes_a_request_back() -> None:
    f.lead_a()
    asked = membership.ask(f.agency(), by=f.user("new@test.example"), at=f.NOW)
    person = browser(f.user("new@test.example"))
    page = person.press(person.open(f"/agency/requests/{asked.pk}/withdraw/"), "Take back")
    assert "Your request is taken back." in page.text
    assert JoinRequest.objects.get().state == "withdrawn"


def test_list_of_agencies_is_nobodys_to_read() -> None:
    """Which agencies take part is told to nobody who doesn't know their names."""
    f.lead_a()
    client = as_(f.user("new@test.example"))
    for name in ("", "a", "e", "%", "agenc"):
        assert "Agency A" not in client.get("/agency/join/", {"name": name}).content.decode()
    posted = client.post("/agency/join/", {"name": "nonsense", "agency": f.agency().pk})
    assert posted.status_code == 404
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("agency", ["", "x", "-1", "9" * 30])
def test_request_that_names_no_agency_starts_again(client: Client, agency: str) -> None:
    client = as_(f.user("new@test.example"))
    answer = client.post("/agency/join/", {"name": "Agency A", "agency": agency})
    assert answer.status_code in (302, 404)


def test_message_that_is_too_long_stays(client: Client) -> None:
    f.lead_a()
    person = browser(f.user("new@test.example"))
    page = person.send(person.open("/agency/join/?name=agency+a"), {"text": "x" * 501})
    assert page.status == 422
    assert page.form("text").values["text"] == ["x" * 501]


def test_administrator_changes_the_data_of_the_agency() -> None:
    f.officer()
    lead = browser(f.lead_a())
    page = lead.open(f"/agency/{f.agency().pk}/edit/")
    page = lead.send(page, {"name": "Agency Alpha", "country": "PE", "website": "alpha.example"})
    assert "The data of your agency are saved." in page.text
    now = Agency.objects.get(name="Agency Alpha")
    assert (now.country, now.website, now.is_verified) == ("PE", "https://alpha.example", True)


def test_old_page_does_not_undo_what_another_administrator_changed() -> None:
    lead = browser(f.lead_a())
    page = lead.open(f"/agency/{f.agency().pk}/edit/")
    Agency.objects.update(website="https://new.example", country="IT")
    lead.send(page, {"address": "Main street 1"})
    now = Agency.objects.get()
    assert (now.website, now.country, now.address) == ("https://new.example", "IT", "Main street 1")


def test_name_like_another_agency_s_is_asked_about() -> None:
    f.agency("Lunar Agency")
    lead = browser(f.lead_a())
    page = lead.open(f"/agency/{f.agency().pk}/edit/")
    page = lead.send(page, {"name": "Agency, Lunar"})
    assert page.status == 422
    page = lead.send(page, {"is_another": "on"})
    assert Agency.objects.filter(name="Agency, Lunar").exists()


def test_queries_of_the_page_of_the_agency_do_not_grow() -> None:
    lead = f.lead_a()
    f.agency_invitation()
    membership.ask(f.agency(), by=f.user("asks@test.example"), at=f.NOW)
    counts = Counts(as_(lead), "/agency/")
    for n in range(2):
        f.agency_invitation(email=f"new{n}@agency.example")
        membership.ask(f.agency(), by=f.user(f"asks{n}@test.example"), at=f.NOW)
        f.member(f"more{n}@test.example", f.agency(), "observer")
    counts.assert_same()
