"""Nothing typed is lost: real browsers on a bad line, in two windows, and by two people."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.models.section import SectionVersion
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

SCIENCE = "/proposals/CE8-0001/sections/science/"
TEAM = "/proposals/CE8-0001/sections/team/"


@pytest.fixture(autouse=True)
def _open_stage(transactional_db: None) -> None:
    """Let the browser's clock, which is the real one, stand within the window."""
    f.draft()
    now = timezone.now()
    Stage.objects.filter(number=1).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9)
    )


def _line(who: Person, *, is_down: bool) -> None:
    """Cut the line of a person's browser, or mend it."""
    if is_down:
        who.page.context.route("**/*", lambda route: route.abort())
    else:
        who.page.context.unroute("**/*")


def _is_saved(who: Person) -> None:
    expect(who.page.locator("#save-state")).to_contain_text("Saved", timeout=40_000)


def _science() -> dict[str, object]:
    return dict(SectionVersion.objects.filter(code="science").latest("number").data)


def test_section_saves_itself_and_says_when(person: Callable[..., Person]) -> None:
    lead = person(f.lead_a())
    lead.goes(SCIENCE)
    lead.looks("section-empty")
    lead.fills(objective="Typed, and never saved by hand.")
    expect(lead.page.locator("#save-state")).to_contain_text("Not saved yet")
    _is_saved(lead)
    lead.goes(TEAM)
    lead.page.locator("#id_organisations [data-add-row]").click()
    lead.fills(**{"organisations-3-name": "Fourth Ltd"})
    _is_saved(lead)
    version = SectionVersion.objects.filter(code="team").latest("number")
    assert [row["name"] for row in version.data["organisations"]] == ["Fourth Ltd"]
    lead.goes(TEAM)
    lead.reads("Fill this in, or remove the row.")
    lead.looks("section-to-mend")


def test_text_of_a_lost_line_and_a_killed_tab_is_offered_back(
    person: Callable[..., Person],
) -> None:
    lead = person(f.lead_a())
    lead.goes(SCIENCE)
    _line(lead, is_down=True)
    lead.fills(objective="Typed without a line.")
    expect(lead.page.locator("#save-state")).to_contain_text("No connection", timeout=15_000)
    lead.clicks("Save")
    # No error page takes the place of the form.
    expect(lead.page.locator('[name="objective"]')).to_have_value("Typed without a line.")
    assert not SectionVersion.objects.exists()
    # What a page sends while it closes passes by the interception that cuts the line here.
    lead.page.evaluate("() => { window.fetch = () => Promise.reject(new Error()); }")
    other = lead.page.context.new_page()
    lead.page.close()
    lead.page = other
    _line(lead, is_down=False)
    lead.goes(SCIENCE)
    lead.reads("Text in this browser that isn't saved")
    lead.reads("Typed without a line.")
    lead.looks("section-draft")
    lead.clicks("Put it back")
    _is_saved(lead)
    assert _science() == {"objective": "Typed without a line."}
    lead.goes(SCIENCE)
    expect(lead.page.get_by_text("Text in this browser that isn't saved")).to_have_count(0)


def test_line_that_comes_back_saves_by_itself(person: Callable[..., Person]) -> None:
    lead = person(f.lead_a())
    lead.goes(SCIENCE)
    _line(lead, is_down=True)
    lead.fills(objective="Every minute the line drops.")
    expect(lead.page.locator("#save-state")).to_contain_text("No connection", timeout=15_000)
    _line(lead, is_down=False)
    _is_saved(lead)
    assert _science() == {"objective": "Every minute the line drops."}


def test_other_answer_is_not_taken_for_a_save(person: Callable[..., Person]) -> None:
    """The page asks who else is there: if that is answered, the text still isn't saved."""
    lead = person(f.lead_a())
    lead.goes(SCIENCE)
    lead.page.context.route(
        "**/science/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    lead.fills(objective="Typed while nothing could be sent.")
    expect(lead.page.locator("#save-state")).to_contain_text("No connection", timeout=15_000)
    lead.page.evaluate(
        """() => {
            const here = document.querySelector("[data-here]");
            return htmx.ajax("GET", here.dataset.here, { source: here, target: here });
        }"""
    )
    drafts = "Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length"
    assert lead.page.evaluate(drafts) == 1
    lead.page.context.unroute("**/science/")
    _is_saved(lead)
    assert _science() == {"objective": "Typed while nothing could be sent."}


def test_two_people_write_one_section_and_choose(person: Callable[..., Person]) -> None:
    first, second = person(f.lead_a()), person(f.proposer_a())
    first.goes(SCIENCE)
    second.goes(SCIENCE)
    expect(second.page.locator("[data-here]")).to_contain_text("Here now: lead-a.")
    first.fills(objective="The regolith is measured to two metres.")
    _is_saved(first)
    second.fills(objective="The regolith is measured to three metres.")
    expect(second.page.locator("#save-state")).to_contain_text(
        "changed the same text", timeout=15_000
    )
    second.clicks("Save")
    second.reads("lead-a changed the same text as you")
    second.looks("section-clash")
    second.page.get_by_label("That of lead-a:").check()
    second.clicks("Save")
    expect(second.page.locator('[name="objective"]')).to_have_value(
        "The regolith is measured to two metres."
    )
    assert _science() == {"objective": "The regolith is measured to two metres."}


def test_mass_that_is_typed_changes_the_envelope_before_it_is_saved(
    person: Callable[..., Person],
) -> None:
    f.write(Proposal.objects.get(), f.LETTER, by=f.lead_a(), at=timezone.now())
    lead = person(f.lead_a())
    lead.goes("/proposals/CE8-0001/sections/equipment/")
    summary = lead.page.locator(".envelope > summary")
    expect(summary).to_contain_text("12.6 of 100 kg")
    expect(summary.locator(".gauge__value")).to_have_attribute("width", "12.60")
    # Autosave is held back: what the line says comes from what is typed alone.
    lead.page.route("**/sections/equipment/", lambda route: route.abort())
    mass = lead.page.locator('[name="items-0-cbe_kg"]')
    mass.fill("85")
    expect(summary).to_contain_text("102.6 of 100 kg, over the limit")
    expect(summary.locator(".gauge__over")).to_have_count(1)
    expect(mass).to_be_focused()
    assert SectionVersion.objects.filter(code="equipment").count() == 1
    lead.page.unroute("**/sections/equipment/")
    _is_saved(lead)
    summary.click()
    lead.looks("section-envelope")
    lead.page.set_viewport_size({"width": 390, "height": 844})
    lead.goes("/proposals/CE8-0001/sections/equipment/")
    first = lead.page.locator("#section-form input:visible").first.bounding_box()
    assert first
    assert first["y"] + first["height"] < 844
