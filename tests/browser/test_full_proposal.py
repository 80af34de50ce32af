"""The whole full proposal, written in a real browser: on a phone whose line drops, and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import ViewportSize, expect

from proposals.actions import call as call_actions
from proposals.content.proposal import working_copy
from proposals.management.demonstration.source import payloads, read
from proposals.models.asked_field import AskedField
from proposals.models.call import Stage
from proposals.models.offer import Period, Requirement
from proposals.models.proposal import Proposal
from proposals.models.terms import Clause
from tests import factories as f
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

PHONE: ViewportSize = {"width": 390, "height": 844}
FILLED: dict[str, Any] = payloads()["plumbline-arcadia"]["sections"]
# The factories' call has one objective, and no codes of the demonstration's.
OWN = {"science": {"serves": ["geology"]}}
CUT_OFF = ("equipment", "programme")
# Plain fields and a table: the rest of the sections is drawn by the same templates.
WITHOUT_SCRIPT = ("science", "endorsements")
LOOKED_AT = ("resources", "accommodation", "interface", "declarations")


@pytest.fixture
def proposal() -> Proposal:
    """A shortlisted letter in a call whose host publishes what the demonstration's host does."""
    call = f.call(publish=False, prevailing_language="en")
    asked, host = (
        next(one for one in read("demo")["calls"] if one["slug"] == "demo-full"),
        read("host"),
    )
    stage, offer = call.stages.get(number=2), call.offers.get()
    sections = list(read("demo")["stages"][asked["stages"][1]]["sections"])
    Stage.objects.filter(pk=stage.pk).update(sections=sections)
    for position, row in enumerate(host["periods"], 1):
        Period.objects.create(offer=offer, position=position, **row)
    for position, row in enumerate(host["requirements"], 1):
        Requirement.objects.create(offer=offer, position=position, **row)
    for position, row in enumerate(host["clauses"], 1):
        Clause.objects.create(call=call, position=position, **row)
    for position, row in enumerate(host["asked"], 1):
        AskedField.objects.create(stage=stage, position=position, **row)
    call_actions.publish(call, by=f.officer(), at=f.NOW - timedelta(days=30))
    letter = f.in_review()
    f.decided(letter, "shortlist")
    now, day = timezone.now(), timedelta(days=1)
    Stage.objects.filter(number=1).update(opens_at=now - 20 * day, closes_at=now - day)
    Stage.objects.filter(number=2).update(opens_at=now - day, closes_at=now + 9 * day)
    return Proposal.objects.get(pk=letter.pk)


class Writer:
    """Somebody who fills in sections, with or without JavaScript."""

    def __init__(self, person: Person, *, has_script: bool) -> None:
        self.person, self.page, self.has_script = person, person.page, has_script

    def writes(self, code: str, answers: dict[str, Any], *, is_cut_off: bool = False) -> None:
        self.person.goes(f"/proposals/CE8-0001/sections/{code}/")
        self._settles()
        if is_cut_off:
            self.page.context.route("**/*", lambda route: route.abort())
        self._fill_in(answers)
        if is_cut_off:
            expect(self.page.locator("#save-state")).to_contain_text("No connection")
            self.page.context.unroute("**/*")
        self._save()

    def _settles(self) -> None:
        """Wait for the scripts, where there are any: without them the page is there once it is read."""
        self.page.wait_for_load_state("networkidle" if self.has_script else "domcontentloaded")

    def _fill_in(self, answers: dict[str, Any]) -> None:
        tables = {name: rows for name, rows in answers.items() if self._is_table(name)}
        for name, value in answers.items():
            if name not in tables:
                self._fill(name, value)
        for table, rows in tables.items():
            for place, row in enumerate(rows):
                self._row(table, place, row)

    def _is_table(self, name: str) -> bool:
        return self.page.locator(f'[name="{name}-TOTAL_FORMS"]').count() > 0

    def _row(self, table: str, place: int, row: dict[str, Any]) -> None:
        first = next(iter(row))
        if not self.page.locator(f'[name="{table}-{place}-{first}"]').count():
            if self.has_script:
                self.page.locator(f'[data-formset="{table}"] [data-add-row]').click()
            else:
                self._save()  # which leaves an empty row to write in
        label = self.page.locator(f'label[for="open-{table}-{place}"]')
        if label.is_visible() and not self.page.locator(f"#open-{table}-{place}").is_checked():
            label.click()
        for name, value in row.items():
            self._fill(f"{table}-{place}-{name}", value)

    def _fill(self, name: str, value: Any) -> None:
        fields = self.page.locator(f'[name="{name}"]')
        if isinstance(value, list):
            for one in fields.all():
                one.set_checked(one.get_attribute("value") in value)
            return
        field = fields.first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def _save(self) -> None:
        if self.has_script:
            self.person.clicks("Save")
            expect(self.page.locator("#save-state")).to_contain_text("Saved")
        else:
            with self.page.expect_navigation(wait_until="domcontentloaded"):
                self.person.clicks("Save")
        self._settles()

    def submits(self) -> None:
        self.person.goes("/proposals/CE8-0001/submit/")
        self.person.clicks("Submit this")
        self.page.wait_for_url("**/receipt/")


def sections(proposal: Proposal) -> list[str]:
    return [code for code in proposal.stage.sections if code in FILLED]


def answers(code: str) -> dict[str, Any]:
    found = FILLED[code] | OWN.get(code, {})
    return {
        name: [row | ({"serves": "geology"} if "serves" in row else {}) for row in value]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for name, value in found.items()
    }


def test_full_proposal_is_written_on_a_phone_whose_line_drops(
    person: Callable[..., Person], proposal: Proposal
) -> None:
    lead = person(f.lead_a())
    lead.page.set_viewport_size(PHONE)
    writer = Writer(lead, has_script=True)
    for code in sections(proposal):
        writer.writes(code, answers(code), is_cut_off=code in CUT_OFF)
        assert not lead.scrolls_sideways(), code
        if code in LOOKED_AT:
            lead.looks(f"full-{code}")
            lead.page.set_viewport_size(PHONE)
    content = working_copy(Proposal.objects.get())
    assert not content.to_mend
    assert not content.missing
    writer.submits()


def test_sections_are_written_without_javascript(
    person: Callable[..., Person], proposal: Proposal
) -> None:
    writer = Writer(person(f.lead_a(), has_script=False), has_script=False)
    for code in WITHOUT_SCRIPT:
        writer.writes(code, answers(code))
    content = working_copy(Proposal.objects.get())
    assert not content.to_mend
    assert not [one for one in content.missing if one.section in WITHOUT_SCRIPT]
