"""A partner's way from sign-up to agreement, in a browser without JavaScript."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from proposals.actions import agency as agency_actions
from proposals.actions import call as call_actions
from proposals.actions import clarification as clarification_actions
from proposals.actions import status
from proposals.domain.verb import Verb
from proposals.models.account import User
from proposals.models.agency import Agency
from proposals.models.call import Call
from proposals.models.message import Message
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from tests import factories as f
from tests.page import Browser, Page, browser

pytestmark = pytest.mark.django_db

TEXT = "Plain words that say enough."
LETTER: tuple[dict[str, Any], ...] = (
    {"title": "A radiometer", "level": "unit", "platform": None},
    {
        "pi_name": "Pat Example",
        "pi_institution": "Example Institute",
        "pi_email": "pat@test.example",
        "organisations-0-name": "Partner Ltd",
        "organisations-0-role": "industry",
        "organisations-0-country": "KE",
    },
    {"objective": TEXT, "serves": None},
    {
        "power_average_w": "5",
        "power_peak_w": "12,5",
        "data_gb_per_day": "tbd",
        "length_mm": "300",
        "width_mm": "150",
        "height_mm": "150",
        "trl": "5",
        "items-0-name": "Radiometer",
        "items-0-kind": "instrument",
        "items-0-quantity": "1",
        "items-0-cbe_kg": "10",
        "items-0-category": "new",
        "items-0-basis": "estimated",
    },
    {"controlled_origin": "no", "hazards": ["laser", "battery"]},
    {"endorsement": "promised"},
)
FULL: dict[str, dict[str, Any]] = {
    "design": dict.fromkeys(("principle", "performance", "mechanical", "electrical"), TEXT)
    | {"operating_min_c": "-40", "operating_max_c": "60"}
    | {"survival_min_c": "-180", "survival_max_c": "90"}
    | {"switch_on_min_c": "-50", "switch_on_max_c": "60"},
    "operations": {"concept": TEXT, "duty_cycle_percent": "20", "lunar_night": TEXT},
    "development": dict.fromkeys(("heritage", "schedule", "risks"), TEXT),
    "data_policy": {"products": TEXT, "proprietary_months": "6", "archive": TEXT},
    "funding": {"secured": "yes", "plan": TEXT},
}


def sign_up(visitor: Browser) -> Page:
    answers = {
        "name": "Wanda Walker",
        "email": "walker@test.example",
        "password1": "a long enough secret",
    }
    visitor.send(visitor.open("/accounts/signup/"), answers)
    body = Message.objects.get(to="walker@test.example").body
    found = re.search(r"http\S+", body)
    assert found
    return visitor.press(visitor.open(urlsplit(found[0]).path), "Yes, confirm")


def choice(page: Page, name: str) -> str:
    """Return the first real choice of a select or of check boxes."""
    values = page.texts(f"//select[@name='{name}']/option/@value | //input[@name='{name}']/@value")
    return next(value for value in values if value)


def write_letter(partner: Browser, page: Page) -> Page:
    for answers in LETTER:
        filled = {
            name: choice(page, name) if value is None else value for name, value in answers.items()
        }
        button = "next" if "next" in page.form(next(iter(filled))).buttons else "stay"
        page = partner.send(page, filled, button=button)
        assert "Saved" in page.text, page.text
    return page


def test_a_partner_walks_from_the_front_page_to_the_acceptance(clock: Any) -> None:
    call: Call = f.call()
    partner = browser()
    assert call.get_absolute_url() in partner.open("/").links
    sign_up(partner)
    page = partner.open(f"{call.get_absolute_url()}start/")
    register = next(link for link in page.links if "register" in link)
    page = partner.send(partner.open(register), {"name": "Agency W", "country": "KE"})
    page = partner.send(page, {"title": "Working title"})

    # The letter, section by section.
    write_letter(partner, page)
    page = partner.open("/proposals/CE8-0001/")
    assert page.headings[0] == "A radiometer"
    assert "Everything that this stage asks for" not in page.text  # TBD is counted
    assert "Answers that say TBD: 1." in page.text
    page = partner.press(partner.open("/proposals/CE8-0001/submit/"), "Submit this")
    assert page.headings[0] == "Receipt"
    assert Revision.objects.get().sha256 in page.text

    # Once more, away and back.
    page = partner.open("/proposals/CE8-0001/sections/overview/")
    partner.send(page, {"summary": "In two sentences."}, button="stay")
    page = partner.press(partner.open("/proposals/CE8-0001/submit/"), "Submit this")
    assert "Revision 2" in page.text
    page = partner.open("/proposals/CE8-0001/act/withdraw/")
    assert "Withdrawn" in partner.send(page, {"reason": "Too early."}).text
    page = partner.press(partner.open("/proposals/CE8-0001/act/revive/"), "Revive")
    assert "Submitted" in page.text

    # The office asks, then invites the full proposal.
    clock.move_to(f.AFTER)
    walker = User.objects.get(email="walker@test.example")
    partner.client.force_login(walker)  # the session lasted a week
    agency = Agency.objects.get()
    agency_actions.judge(agency, verified=True, by=f.officer(), at=f.AFTER)
    proposal = Proposal.objects.get()
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=f.AFTER)
    due = f.AFTER + timedelta(days=2)
    clarification_actions.ask(proposal, text="Why?", due_at=due, by=f.officer(), at=f.AFTER)
    page = partner.open("/proposals/CE8-0001/")
    question = next(link for link in page.links if "/questions/" in link)
    page = partner.send(partner.open(question), {"answer": "Because."})
    assert "In review" in page.text
    f.decided(proposal, "shortlist")
    page = partner.open("/proposals/CE8-0001/")
    assert "Shortlisted: full proposal invited" in page.text
    assert "Dear team." in page.text

    # The full proposal asks for all sections; what the letter said is there already.
    clock.move_to(f.AFTER + timedelta(days=1))
    page = partner.press(partner.open("/proposals/CE8-0001/submit/"), "Submit this")
    assert page.status == 422
    for code, answers in FULL.items():
        page = partner.open(f"/proposals/CE8-0001/sections/{code}/")
        page = partner.send(page, answers, button="stay")
        assert "Saved" in page.text
    page = partner.press(partner.open("/proposals/CE8-0001/submit/"), "Submit this")
    assert page.headings[0] == "Receipt"
    assert "Full proposal" in page.text

    # Selected, and accepted.
    later = proposal.call.stages.get(number=2).closes_at + timedelta(hours=1)
    clock.move_to(later)
    partner.client.force_login(walker)
    proposal = Proposal.objects.get()
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=later)
    status.move(proposal, Verb.START_REVIEW, by=f.officer(), at=later)
    f.decided(proposal, "select", at=later)
    assert "Accept the selection" in partner.open("/proposals/").text
    page = partner.open("/proposals/CE8-0001/act/accept/")
    assert "Agreement" in partner.press(page, "Accept the selection").text
    page = partner.open("/proposals/CE8-0001/")
    for line in ("Draft started", "Revision 3 submitted", "Question answered", "Agreement"):
        assert line in page.text
    assert "A radiometer" not in browser().open(call.get_absolute_url()).text
    call_actions.announce(proposal, by=f.officer(), at=later)
    assert "A radiometer" in browser().open(call.get_absolute_url()).text
