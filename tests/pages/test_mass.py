"""Masses on pages and in files: what is unknown is said, and nothing is rounded away."""

from decimal import Decimal
from typing import Any

import pytest

from proposals.actions import call as call_actions
from proposals.actions import proposal as proposal_actions
from proposals.actions import section
from proposals.domain.envelope import ESA, Allowance, GrowthPolicy, Kind, Mass
from proposals.domain.refusal import Refusal
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.models.tally import Tally
from proposals.pages.mass import growth_lines, mass, mass_cell
from tests import factories as f
from tests.page import as_, browser
from tests.refusal import nothing_written, refused

pytestmark = pytest.mark.django_db

TBD = f.item(name="Mast", cbe_kg="TBD", basis="tbd")


def listed(proposal: Proposal, *items: dict[str, Any], **answers: Any) -> Proposal:
    """Save an equipment list and submit the proposal."""
    data = f.answers(proposal)["equipment"] | {"items": list(items)} | answers
    section.save(proposal, "equipment", data, by=f.lead_a(), at=f.NOW)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.NOW)
    proposal.refresh_from_db()
    return proposal


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Mass(Decimal("12.6")), "12.6 kg"),
        (Mass(Decimal("4.90001")), "4.901 kg"),
        (Mass(Decimal("4.9"), 1), "at least 4.9 kg, 1 item without mass"),
        (Mass(Decimal(0), 2), "at least 0 kg, 2 items without mass"),
    ],
)
def test_mass_says_what_is_unknown(value: Mass, words: str) -> None:
    assert mass(value) == words


def test_own_allowances_say_what_holds_for_the_rest() -> None:
    rest = "What is not named here: by ESA SRE-PA/2011.097"
    some = GrowthPolicy("Our study", (Allowance(Decimal(25), kind=Kind.HARNESS),))
    assert growth_lines(some)[1] == rest
    every = GrowthPolicy("Our study", (Allowance(Decimal(25)),))
    assert rest not in growth_lines(every)
    assert rest not in growth_lines(ESA)


def test_cell_of_a_known_mass_is_a_number_and_of_a_lower_bound_words() -> None:
    assert mass_cell(Mass(Decimal(5))) == 5
    assert mass_cell(Mass(Decimal(5), 1)) == "at least 5 kg, 1 item without mass"
    assert mass_cell(None) is None


@pytest.mark.parametrize("items", [[TBD, TBD], [TBD, f.item(name="Bracket", cbe_kg="0.5")]])
def test_range_beside_a_list_of_unknowns_is_asked_for(items: list[dict[str, Any]]) -> None:
    proposal = listed(f.written(), *items, mass_min_kg="100", mass_max_kg="190")
    unknown = sum(one is TBD for one in items)
    assert f.revision(proposal).asked == Mass(Decimal(190), unknown)
    tally = Tally.objects.get(proposal=proposal)
    assert tally.asked == Mass(Decimal(190), unknown)


def test_lower_bound_is_said_to_partner_officer_and_public() -> None:
    proposal = listed(f.written(), f.item(cbe_kg="4"), TBD)
    words = "at least 4.8 kg, 1 item without mass"
    team = browser(f.lead_a())
    assert words in team.open(proposal.get_absolute_url()).text
    assert words in team.open(f"{proposal.get_absolute_url()}sections/equipment/").text
    office = browser(f.officer())
    # A list has room for a sign; its files have the words.
    assert "≥ 4.8" in office.open("/admin/proposals/proposal/").text
    file = as_(f.officer()).get("/admin/proposals/proposal/?as=csv")
    assert words in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert words in office.open(f"/admin/proposals/proposal/{proposal.pk}/change/").text
    Proposal.objects.filter(pk=proposal.pk).update(status="selected", announced_at=f.NOW)
    assert words in browser().open(proposal.call.get_absolute_url()).text


def test_list_without_a_figure_passes_no_check_that_blocks() -> None:
    proposal = f.invited()
    answers = f.answers(proposal)["equipment"]
    for items, says in (([f.item(), TBD], "1 item without mass"), ([TBD, TBD], "2 items without")):
        section.save(proposal, "equipment", answers | {"items": items}, by=f.lead_a(), at=f.INVITED)
        with nothing_written(proposal), refused(Refusal.INCOMPLETE):
            proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)
        assert says in browser(f.lead_a()).open(f"{proposal.get_absolute_url()}submit/").text
    section.save(proposal, "equipment", answers, by=f.lead_a(), at=f.INVITED)
    proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)


def test_power_that_is_tbd_passes_no_check_that_blocks() -> None:
    proposal = f.invited()
    answers = f.answers(proposal)["equipment"] | {"power_peak_w": "TBD"}
    section.save(proposal, "equipment", answers, by=f.lead_a(), at=f.INVITED)
    offer = proposal.call.offers.get()
    Limit.objects.create(offer=offer, quantity="power", scope="proposal", maximum=50)
    with nothing_written(proposal), refused(Refusal.INCOMPLETE):
        proposal_actions.submit(proposal, by=f.lead_a(), at=f.INVITED)


def test_partner_reads_the_published_limit_and_no_usable_part_of_it() -> None:
    f.call()
    Limit.objects.filter(scope="platform").update(maximum=10)
    proposal = listed(f.written(), f.item(cbe_kg="8.333"))
    text = browser(f.lead_a()).open(proposal.get_absolute_url()).text
    assert "limit 10 kg" in text
    assert "8.33" not in text.replace("8.333 kg", "")  # 10 kg / 1.2
    assert not Tally.objects.get(proposal=proposal).is_over_limit


def test_growth_is_that_of_the_call_and_named_with_its_source() -> None:
    call = f.call(growth_source="AIAA S-120A", publish=False)
    call.growth_allowances.create(percent=50, kind="harness")
    call.growth_allowances.create(percent=15, category="new", basis="estimated")
    call_actions.publish(call, by=f.officer(), at=f.NOW)
    # A new spectrometer of 10 kg, and a cable of 0.5 kg, both estimated.
    proposal = f.submitted()
    assert f.revision(proposal).asked == Mass(Decimal("12.075"))
    for text in (
        browser().open(call.get_absolute_url()).text,
        browser(f.lead_a()).open(proposal.get_absolute_url()).text,
    ):
        assert "Harness: 50 %" in text
        assert "New design, major modification or redesign, Estimated: 15 %" in text
        assert "Weighed flight hardware: none" in text
        assert "Source: AIAA S-120A" in text


def test_growth_is_esas_where_the_call_sets_none() -> None:
    text = browser().open(f.call().get_absolute_url()).text
    assert "Off the shelf: 5 %" in text
    assert "New design, major modification or redesign: 20 %" in text
    assert "Source: ESA SRE-PA/2011.097" in text


def test_growth_of_a_call_needs_a_source() -> None:
    call = f.call(publish=False)
    call.growth_allowances.create(percent=50, kind="harness")
    with refused(Refusal.NO_GROWTH_SOURCE):
        call_actions.publish(call, by=f.officer(), at=f.NOW)


def test_measured_model_grows_and_weighed_flight_hardware_does_not() -> None:
    for basis, kg in (("measured", "12"), ("weighed", "10")):
        proposal = listed(f.written(basis), f.item(basis=basis))
        assert f.revision(proposal).asked == Mass(Decimal(kg))
