"""Pages on the smallest screen, on paper, and in a browser with a time zone of its own."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from proposals.models.account import User
from proposals.models.revision import Revision
from tests import factories as f
from tests.browser.conftest import SMALLEST, Person

pytestmark = pytest.mark.django_db(transaction=True)


def own_pages() -> tuple[list[str], list[str]]:
    """Return the pages of a visitor and those of a lead, with long names on them."""
    call = f.call(prevailing_language="en")
    f.period(call, name="Night_" * 15, energy_wh="123456789.125")
    f.requirement(call, text="Four_feet_" * 20)
    f.clause(call, title="Carriage_" * 15, text="Free_" * 40, text_zh="免费" * 40)
    f.asked_field(call, text="Station_" * 30, help="Help_" * 40)
    proposal = f.submitted("A_very_long_title_without_a_space_" * 4)
    asked = f.asked(f.in_review("Asked"))
    place = proposal.get_absolute_url()
    visitor = ["/", "/calls/", "/calls/ce8/", "/no-such-page/"]
    visitor += [f"/accounts/{one}/" for one in ("login", "signup", "password/reset")]
    lead = [
        "/agency/",
        "/agency/register/",
        "/preferences/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/calls/ce8/start/",
        "/proposals/",
        *(f"{place}{one}" for one in ("", "submit/", "act/withdraw/")),
        *(f"{place}revisions/1/{one}" for one in ("", "receipt/")),
        f"{asked.proposal.get_absolute_url()}questions/{asked.pk}/",
    ]
    return visitor, lead


def test_no_page_scrolls_sideways_at_320_px(person: Callable[..., Person]) -> None:
    visitor, lead = own_pages()
    for who, paths in ((None, visitor), (f.lead_a(), lead)):
        reader = person(who)
        reader.page.set_viewport_size({"width": SMALLEST, "height": 640})
        for path in paths:
            reader.goes(path)
            assert not reader.scrolls_sideways(), path


def test_printed_sheets_say_what_they_are_and_are_numbered(person: Callable[..., Person]) -> None:
    proposal = f.submitted()
    lead = person(f.lead_a())
    for path in ("revisions/1/", "revisions/1/receipt/"):
        lead.goes(f"{proposal.get_absolute_url()}{path}")
        sheets = PdfReader(io.BytesIO(lead.page.pdf(format="A5"))).pages
        texts = [" ".join(sheet.extract_text().split()) for sheet in sheets]
        for number, text in enumerate(texts, 1):
            assert f"{number} / {len(texts)}" in text
            assert "CE8-0001 · Agency A · Revision 1" in text
            assert Revision.objects.get().sha256 in text
            for unprinted in ("My proposals", "Log out", "Skip to the content"):
                assert unprinted not in text


def test_signup_takes_the_time_zone_of_the_browser(
    browser: Browser, base_url: str, transactional_db: None
) -> None:
    context = browser.new_context(timezone_id="Asia/Karachi")
    page = context.new_page()
    page.goto(f"{base_url}/accounts/signup/")
    zone = page.get_by_label("Your time zone")
    assert zone.input_value() == "Asia/Karachi"
    assert zone.locator("optgroup").first.locator("option").first.inner_text() == (
        "Asia/Karachi (this browser's)"
    )
    page.get_by_label("Your name").fill("Nour Example")
    page.get_by_label("E-mail address").fill("nour@test.example")
    page.get_by_label("Password").fill("plain orchard lantern 7")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Confirm your e-mail address").wait_for()
    assert User.objects.get(email="nour@test.example").time_zone == "Asia/Karachi"
    context.close()
