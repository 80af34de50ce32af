"""Rows of a table at a real browser: pasted from a spreadsheet program, moved and copied."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.actions import section as actions
from proposals.models.call import Stage
from proposals.models.section import SectionVersion
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

TEAM = "/proposals/CE8-0001/sections/team/"
PASTE = """([selector, text]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector(selector).dispatchEvent(event);
}"""


def _paste(who: Person, name: str, text: str) -> None:
    who.page.evaluate(PASTE, [f'[name="{name}"]', text])


def _act(who: Person, row: int, name: str) -> None:
    shown = who.page.locator("#id_organisations .formset__row").nth(row)
    shown.locator(".row-menu summary").click()
    shown.get_by_role("button", name=name, exact=True).click()
    who.page.keyboard.press("Escape")
    expect(shown.locator(".row-menu[open]")).to_have_count(0)


def test_rows_are_pasted_moved_and_copied_and_save_themselves(
    person: Callable[..., Person],
) -> None:
    proposal = f.draft()
    now = timezone.now()
    Stage.objects.filter(number=1).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9)
    )
    first = [{"name": "First", "country": "AT", "role": "industry"}]
    actions.save(proposal, "team", {"organisations": first}, by=f.lead_a(), at=now, base=0)
    lead = person(f.lead_a())
    lead.goes(TEAM)
    beside = "\t" * 20 + "beside"
    pasted = f'Second\tfrance\tINDUSTRY\t"two\nlines"{beside}\r\nThird\tDE\tbaker\r\n'
    _paste(lead, "organisations-1-name", pasted)
    lead.reads("Lines with something that found no place: 1.")
    expect(lead.page.locator("#id_organisations [data-left] textarea")).to_have_value("beside")
    _act(lead, 2, "Move up")
    _act(lead, 1, "Move up")
    _act(lead, 1, "Copy")
    lead.looks("section-rows")
    expect(lead.page.locator("#save-state")).to_contain_text("Saved", timeout=40_000)
    lead.goes(TEAM)
    lead.reads("“baker” can't be chosen here")
    version = SectionVersion.objects.filter(code="team").latest("number")
    rows = version.data["organisations"]
    assert [(row["name"], row.get("country")) for row in rows] == [
        ("Third", "DE"),
        ("First", "AT"),
        ("First", "AT"),
        ("Second", "FR"),
    ]
    assert rows[3]["brings"] == "two lines"
    assert len(set(version.row_keys["organisations"])) == 4
    # So many rows that most of them find no place: nothing of them is lost.
    _paste(lead, "organisations-0-name", "\n".join(f"Company {n}" for n in range(5_000)))
    lead.reads("The table takes 30 rows. Lines with something that found no place: 4970.")
    expect(lead.page.locator("#id_organisations [data-left] textarea")).to_have_value(
        "\n".join(f"Company {n}" for n in range(30, 5_000))
    )
    expect(lead.page.locator("#id_organisations .formset__row")).to_have_count(30)
