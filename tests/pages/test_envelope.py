"""The panel of the envelope: each mass from its estimate to its limit, and each period."""

from decimal import Decimal

import pytest

from proposals.actions import section
from proposals.content.proposal import working_copy
from proposals.models.offer import Limit
from proposals.models.proposal import Proposal
from proposals.pages.envelope import Panel, panel
from tests import factories as f
from tests.content.test_resources import mode, proposal, with_resources

__all__ = ["proposal"]
pytestmark = pytest.mark.django_db


def equipment(proposal: Proposal, **answers: object) -> Panel:
    data = f.answers(proposal)["equipment"] | answers
    section.save(proposal, "equipment", data, by=f.lead_a(), at=f.NOW)
    return panel(working_copy(proposal))


BOOM = f.item(name="Magnetometer boom", cbe_kg="1.8", category="modified")
BOX = f.item(name="Electronics", cbe_kg="1.5", category="off_the_shelf", quantity=2)


def test_line_leads_from_the_estimate_to_the_limit_and_names_what_drives_it() -> None:
    lines = equipment(f.written(), items=[BOOM, BOX], nte_kg="6").masses
    assert [(one.title, one.short) for one in lines] == [
        ("The proposal", "6 of 100 kg"),
        ("Of the platform, which carries all payloads together", "6 of 200 kg"),
    ]
    # 1.8 kg x 1.1 + 3 kg x 1.05 = 5.13 kg
    assert lines[0].chain == "CBE 4.8 kg + growth 6.9 % = MEV 5.13 kg, NTE 6 kg"
    assert lines[0].driver == "Heaviest: Electronics, 3 kg, 62 % of the CBE"
    assert not lines[0].is_over


def test_each_module_has_a_line_with_what_goes_with_no_module() -> None:
    items = [BOOM | {"module": "Rover"}, BOX]
    rover = {"name": "Rover", "count": 2, "nte_kg": "98"}
    lines = equipment(f.written(), items=items, modules=[rover]).masses
    assert [(one.title, one.short, one.is_over) for one in lines] == [
        ("The proposal", "199.15 of 200 kg", False),
        ("2 × Rover, each", "101.15 of 100 kg", True),
    ]
    assert lines[1].chain == (
        "CBE 1.8 kg + growth 10 % = MEV 1.98 kg, NTE 98 kg; in no module: 3.15 kg"
    )
    assert lines[1].driver == "Heaviest: Magnetometer boom, 1.8 kg, 100 % of the CBE"
    # What is over stands in the summary.
    found = equipment(Proposal.objects.get(), items=items, modules=[rover])
    assert found.first
    assert found.first.title == "2 × Rover, each"


def test_unknown_masses_and_limits_are_said() -> None:
    draft = f.written()
    assert equipment(draft, items=[BOOM, BOX | {"cbe_kg": "TBD"}]).masses[0].short == (
        "at least 1.98 of 100 kg"
    )
    Limit.objects.all().update(maximum=None)
    draft.call.last_amendment += 1  # what is cached is of before
    draft.call.save()
    (line,) = equipment(Proposal.objects.get(), items=[], mass_min_kg="1", mass_max_kg="4").masses
    assert (line.short, line.chain) == ("4 kg", "NTE 4 kg, without a list of items")
    assert (line.has_limit, line.limit_kg) == (True, None)


def test_limit_without_interfaces_is_held_against_the_rest() -> None:
    f.call()
    Limit.objects.filter(scope="platform").update(counts_interfaces=False)
    (_, platform) = equipment(f.written(), items=[BOOM, BOX | {"kind": "adapter"}]).masses
    assert platform.held.kg == Decimal("1.98")


def test_mission_level_uses_none_of_the_platform() -> None:
    found = equipment(f.written(level="mission", platform=""), items=[BOOM])
    assert (found.uses_platform, found.masses, found.first) == (False, (), None)


def test_module_that_is_being_written_takes_no_items() -> None:
    rover = {"name": "", "count": 3}
    (whole, *_) = equipment(f.written(), items=[BOOM], modules=[rover]).masses
    assert whole.short == "at least 1.98 of 200 kg"


def test_each_period_stands_beside_what_is_published(proposal: Proposal) -> None:
    over = mode(average_w="10.5", kbit_per_s="TBD", periods=["day"])
    day, night = panel(with_resources(proposal, over)).periods
    assert (day.energy.text, day.energy.is_over) == ("1050 of 1000", True)
    assert (day.data.text, day.data.is_unknown) == ("at least 0 of 800", True)
    assert (day.peak.text, day.keep_alive.text) == ("12", "0")
    assert (night.energy.text, night.keep_alive.text, night.is_over) == (
        "600 of 700",
        "1.5 of 2",
        False,
    )
    assert panel(working_copy(proposal)).periods_over == 1
