"""Registering an agency, and the page of one's agencies."""

import pytest
import time_machine

from proposals.actions import agency as actions
from proposals.models.agency import Agency, Membership
from proposals.models.message import Message
from tests import factories as f
from tests.page import as_, as_shown, browser

pytestmark = pytest.mark.django_db
REGISTER = "/agency/register/"


def test_register_makes_its_author_the_administrator() -> None:
    f.officer()
    person = browser(f.user("first@test.example"))
    page = person.send(
        person.open(REGISTER), {"name": "Agency Z", "country": "KE", "website": "z.example"}
    )
    assert "Your agency is registered." in page.text
    assert "Agency Z" in page.text
    assert "Kenya" in page.text
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role) == ("first@test.example", "administrator")
    assert membership.agency.state == Agency.State.UNVERIFIED
    assert membership.agency.website == "https://z.example"


def test_register_leads_back_to_the_call_that_was_being_answered() -> None:
    call = f.call()
    person = browser(f.user("first@test.example"))
    page = person.open(f"/calls/{call.slug}/start/")
    onward = next(link for link in page.links if link.startswith(REGISTER))
    page = person.send(person.open(onward), {"name": "Agency Z", "country": "KE"})
    assert person.path == f"/calls/{call.slug}/start/"
    assert page.form("title").values["agency"] == [str(Agency.objects.get(name="Agency Z").pk)]


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " //evil.example",
        "\t//evil.example",
        "nonsense",  # not a page of ours: no view is looked up by it
        "agency-register",
        "",
    ],
)
def test_register_leads_to_no_other_site(onward: str) -> None:
    client = as_(f.user("first@test.example"))
    response = client.post(
        REGISTER,
        {"name": "Agency Z", "country": "KE"},
        QUERY_STRING=f"next={onward}".encode().decode("latin-1"),
    )
    assert response.status_code == 302
    assert response["Location"] == "/agency/"


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"name": ""}, "name", "can't be left empty"),
        ({"name": "N" * 200_000}, "name", "at most 200"),
        ({"name": "N\0N"}, "name", "can't be stored"),
        ({"short_name": "N" * 31}, "short_name", "at most 30"),
        ({"country": "XX"}, "country", "isn't offered here"),
        ({"website": "javascript:alert(1)"}, "website", "Write a web address"),
        ({"website": "https://" + "w" * 200_000}, "website", "at most 200"),
        ({"website": "https://w.example/" + "w" * 500}, "website", "at most 200"),
        ({"address": "A" * 200_000}, "address", "at most 1000"),
    ],
)
def test_register_refuses_with_a_sentence_at_the_field(
    answers: dict[str, str], field: str, sentence: str
) -> None:
    person = browser(f.user("first@test.example"))
    page = person.send(
        person.open(REGISTER),
        {"name": "Agency Z", "country": "KE", "address": "Street 1"} | answers,
    )
    assert page.status == 422
    assert sentence in page.errors[field]
    kept = {"address": "Street 1"} | answers
    for name in kept.keys() - {"country"}:
        assert page.form("name").values[name] == [as_shown(kept[name])]
    assert not Agency.objects.exists()


@pytest.mark.parametrize("name", ["Agency A", " Agency A ", "agency a"])
def test_register_refuses_a_name_that_is_taken(name: str) -> None:
    f.agency()
    person = browser(f.user("first@test.example"))
    page = person.send(person.open(REGISTER), {"name": name, "country": "-"})
    assert page.status == 422
    assert "registered already" in page.errors["name"]
    assert not Membership.objects.exists()


def test_register_points_out_a_similar_name_and_asks() -> None:
    f.agency("Lunar Works")
    person = browser(f.user("first@test.example"))
    page = person.open(REGISTER)
    assert "is_another" not in page.form("name").names
    page = person.send(page, {"name": "The LUNAR works", "country": "KE"})
    assert page.status == 422
    assert "Agencies of a similar name are registered: Lunar Works." in page.errors["is_another"]
    assert "Is your agency one of these?" in page.headings
    assert page.texts("//section[@aria-labelledby='alike']//li") == [
        "Lunar Works, no country given · Verified"
    ]
    assert not Agency.objects.filter(country="KE").exists()
    page = person.send(page, {"is_another": "on"})
    assert "Your agency is registered." in page.text
    assert Agency.objects.get(country="KE").name == "The LUNAR works"


def test_register_tells_the_office_in_one_line_of_subject() -> None:
    f.officer()
    as_(f.user("first@test.example")).post(
        REGISTER,
        {"name": "Agency Z\r\nBcc: all@evil.example\r\n\r\nText", "country": "KE"},
    )
    message = Message.objects.get(to="officer@test.example")
    assert "\n" not in message.subject
    assert "\r" not in message.subject


def test_detail_shows_ones_own_agencies_alone() -> None:
    f.lead_a()
    f.observer_a()
    page = browser(f.lead_b()).open("/agency/")
    assert page.headings == ["Agency", "Agency B"]
    assert "lead-b" in page.text
    assert "lead-a" not in page.text


def test_detail_says_what_to_do_without_an_agency() -> None:
    page = browser(f.user("first@test.example")).open("/agency/")
    assert "You are in no agency yet" in page.text
    assert REGISTER in page.links


def test_detail_says_why_an_agency_was_rejected() -> None:
    person = f.lead_a()
    actions.judge(
        f.agency(), verified=False, by=f.officer(), at=f.NOW, reason="Unknown <b>to</b> us."
    )
    page = browser(person).open("/agency/")
    assert "Unknown <b>to</b> us." in page.text


def test_a_rejected_agency_writes_and_is_told_why_it_can_not_submit() -> None:
    proposal = f.written()
    actions.judge(f.agency(), verified=False, by=f.officer(), at=f.NOW, reason="Unknown.")
    with time_machine.travel(f.NOW, tick=False):
        lead = browser(f.lead_a())
        page = lead.open(f"{proposal.get_absolute_url()}submit/")
        assert "The office has rejected the registration of your agency." in page.text
        response = lead.client.post(lead.path, {"saw": ""})
        assert response.status_code == 422
        assert "The office has rejected" in response.content.decode()
        page = lead.open(f"{proposal.get_absolute_url()}sections/science/")
        page = lead.send(page, {"objective": "Written meanwhile."}, button="stay")
        assert "Saved" in page.text


def test_an_unverified_agency_submits() -> None:
    proposal = f.written(
        by=f.member("new@test.example", f.agency("New", verified=False), "proposer")
    )
    with time_machine.travel(f.NOW, tick=False):
        lead = browser(proposal.lead)
        page = lead.open(f"{proposal.get_absolute_url()}submit/")
        assert lead.press(page, "Submit this").headings[0] == "Receipt"
