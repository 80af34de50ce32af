"""Which proposals break a platform's limits, and the sentences that say so."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.envelope import (
    Budget,
    Kind,
    LimitRule,
    Mass,
    Module,
    Quantity,
    Scope,
    exceeded,
)
from tests.domain.test_envelope import item

boxes = st.tuples(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 3000))


def limit(
    quantity: str, maximum: object = None, scope: str = "platform", **fields: Any
) -> LimitRule:
    return LimitRule(
        Quantity(quantity),
        Scope(scope),
        maximum=None if maximum is None else Decimal(str(maximum)),
        **fields,
    )


def told(budget: Budget, *limits: LimitRule) -> list[str]:
    """Return the sentences as a partner reads them."""
    return [one.message % one.params for one in exceeded(budget, limits)]


# --- Mass ---------------------------------------------------------------------------------


def test_proposal_is_held_against_the_published_limit_itself() -> None:
    lander = limit("mass", 10)
    assert told(Budget(nte_kg=Decimal("9.5")), lander) == []
    assert told(Budget(nte_kg=Decimal(10)), lander) == []
    assert told(Budget(nte_kg=Decimal("10.001")), lander) == [
        "The mass asked for, 10.001 kg, is over the limit of 10 kg of the platform."
    ]


def test_limit_of_one_proposal_is_named() -> None:
    one = limit("mass", 12, "proposal")
    assert told(Budget(items=(item("10"),)), one) == []
    assert told(Budget(items=(item("10.01"),)), one) == [
        "The mass asked for, 12.012 kg, is over the limit of 12 kg for one proposal."
    ]


@pytest.mark.parametrize("scope", ["platform", "proposal"])
def test_mass_with_unknown_items_keeps_no_limit(scope: str) -> None:
    one, two = Budget(items=(item("4"), item(None))), Budget(items=(item(None), item(None)))
    (sentence,) = told(one, limit("mass", 10, scope))
    assert sentence.startswith("The mass is at least 4.8 kg, 1 item without mass")
    (sentence,) = told(two, limit("mass", 10, scope))
    assert sentence.startswith("The mass is at least 0 kg, 2 items without mass")
    (excess,) = exceeded(replace(one, mass_max_kg=Decimal(190)), [limit("mass", 100, scope)])
    assert (excess.params["asked"], excess.is_unknown) == ("190", False)


def test_excess_of_less_than_a_gram_is_not_printed_as_the_limit() -> None:
    (sentence,) = told(Budget(items=(item("83.33334"),)), limit("mass", 100))
    assert "100.001 kg, is over the limit of 100 kg" in sentence


HUNDRED = limit("mass", 100, "module")
ROVER, BASE = Module("Rover"), Module("Base")


def test_module_over_a_hundred_kilograms_is_named() -> None:
    within = Budget(
        items=(item("83.333", module="Rover"), item("83.333", module="Base")),
        modules=(ROVER, BASE),
    )
    assert told(within, HUNDRED) == []
    over = Budget(
        items=(item("84", module="Rover"), item("80", module="Base")), modules=(ROVER, BASE)
    )
    assert told(over, HUNDRED) == [
        "Module “Rover” asks for 100.8 kg, over the limit of 100 kg for one module."
    ]


def test_three_rovers_of_34_kg_are_three_modules() -> None:
    rovers = Module("Rover", count=3)
    budget = Budget(items=(item("28.333", module="rover"),), modules=(rovers,))
    assert budget.asked() == Mass(Decimal("101.9988"))
    assert told(budget, HUNDRED) == []


def test_nte_counts_against_the_limit_of_a_module() -> None:
    of_module = Budget(
        items=(item("10", module="Rover"),), modules=(replace(ROVER, nte_kg=Decimal(101)),)
    )
    assert told(of_module, HUNDRED) == [
        "Module “Rover” asks for 101 kg, over the limit of 100 kg for one module."
    ]
    (sentence,) = told(Budget(items=(item("10"),), nte_kg=Decimal(101)), HUNDRED)
    assert "(Spectrometer) asks for 101 kg, over the limit of 100 kg" in sentence
    of_all = Budget(items=(item("10", module="Rover"),), modules=(ROVER,), nte_kg=Decimal(101))
    (sentence,) = told(of_all, HUNDRED)
    assert "With the 89 kg of the NTE or the mass range that belong to no module" in sentence


def test_adapter_without_a_module_does_not_escape_the_limit() -> None:
    adapter = item("10", name="Adapter", kind=Kind.ADAPTER)
    budget = Budget(items=(item("80", module="Rover"), adapter), modules=(ROVER,))
    (sentence,) = told(budget, HUNDRED)
    assert "With the 12 kg that belong to no module (Adapter), it has 108 kg" in sentence
    assert told(budget, replace(HUNDRED, counts_interfaces=False)) == []
    # The range asks for more than the list: that isn't the adapter's.
    (sentence,) = told(replace(budget, mass_max_kg=Decimal(150)), HUNDRED)
    assert (
        "With the 54 kg that belong to no module (Adapter, and what the NTE or the mass range adds"
        in sentence
    )


def test_unknown_mass_of_a_module_or_of_no_module_keeps_no_limit() -> None:
    loose = item(None, name="Bracket")
    for budget in (
        Budget(items=(item("10", module="Rover"), loose), modules=(ROVER,)),
        Budget(items=(item(None, module="Rover"),), modules=(ROVER,)),
        Budget(modules=(ROVER,)),
        Budget(items=(loose,)),
        Budget(tbd=frozenset({Quantity.MASS})),
    ):
        (excess,) = exceeded(budget, [HUNDRED])
        assert excess.is_unknown


def test_items_of_no_module_are_named() -> None:
    (sentence,) = told(Budget(items=(item("50"), item("50", name="Mast"))), HUNDRED)
    assert sentence.startswith("What belongs to no module (Spectrometer, Mast) asks for 120 kg")


def test_box_of_each_module_is_held_against_the_limit_of_a_module() -> None:
    bay = limit("size", scope="module", box_mm=(600, 400, 300))
    small, large = (replace(ROVER, box_mm=box) for box in ((300, 400, 600), (300, 400, 601)))
    assert told(Budget(modules=(small,), box_mm=(900, 900, 900)), bay) == []
    (over,) = exceeded(Budget(modules=(small, large)), [bay])
    (unknown,) = exceeded(Budget(modules=(ROVER,)), [bay])
    assert (over.is_unknown, unknown.is_unknown) == (False, True)


def test_mass_range_without_a_list_is_held_against_the_module_too() -> None:
    module = limit("mass", 100, "module")
    assert told(Budget(mass_max_kg=Decimal(100)), module) == []
    (sentence,) = told(Budget(mass_max_kg=Decimal("100.5")), module)
    assert "100.5 kg, is over the limit of 100 kg for one module" in sentence


def test_interfaces_count_unless_the_limit_leaves_them_out() -> None:
    budget = Budget(items=(item("80"), item("10", kind=Kind.ADAPTER)))
    assert len(told(budget, limit("mass", 100, "proposal"))) == 1
    assert told(budget, limit("mass", 100, "proposal", counts_interfaces=False)) == []


def test_measured_mass_may_use_the_limit_to_its_last_gram() -> None:
    full = Decimal("100.000")
    for mass, broken in ((full, 0), (full + Decimal("0.001"), 1)):
        budget = Budget(mass_max_kg=mass)
        assert len(told(budget, limit("mass", 100, "proposal"))) == broken


# --- Power, data, temperature, size ----------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "broken"),
    [
        (Budget(power_w=Decimal(60)), []),
        (
            Budget(power_w=Decimal("60.5")),
            ["The power asked for, 60.5 W, is over the limit of 60 W."],
        ),
        (
            Budget(power_w=Decimal(60), tbd=frozenset({Quantity.POWER})),
            ["The power is TBD: nobody can tell whether it keeps the limit of 60 W."],
        ),
        (
            Budget(power_w=Decimal(61), tbd=frozenset({Quantity.POWER})),
            ["The power asked for, 61 W, is over the limit of 60 W."],
        ),
        (
            Budget(tbd=frozenset({Quantity.DATA})),
            ["The data volume is TBD: nobody can tell whether it keeps the limit of 2 GB a day."],
        ),
        (Budget(data_gb_per_day=Decimal(2)), []),
        (
            Budget(data_gb_per_day=Decimal("2.1")),
            ["The data volume asked for, 2.1 GB a day, is over the limit of 2 GB a day."],
        ),
    ],
)
def test_power_and_data_are_compared_as_they_are(budget: Budget, broken: list[str]) -> None:
    assert told(budget, limit("power", 60), limit("data", 2)) == broken


def test_limit_with_a_lower_side_alone_is_checked() -> None:
    least = limit("power", minimum=Decimal(5))
    assert told(Budget(power_w=Decimal(5)), least) == []
    assert told(Budget(power_w=Decimal("4.9")), least) == [
        "The power asked for, 4.9 W, is under the least of 5 W."
    ]
    assert len(told(Budget(tbd=frozenset({Quantity.POWER})), least)) == 1


@pytest.mark.parametrize(
    ("low", "high", "broken"),
    [(-180, 120, 0), (-200, 150, 0), (-179, 120, 1), (-180, 119, 1), (-20, 50, 2)],
)
def test_payload_operates_in_the_whole_range_of_the_platform(
    low: int, high: int, broken: int
) -> None:
    budget = Budget(temperature_c=(Decimal(low), Decimal(high)))
    assert len(told(budget, limit("temperature", 120, minimum=Decimal(-180)))) == broken


def test_temperature_limit_with_one_side_is_checked() -> None:
    cold, hot = limit("temperature", minimum=Decimal(-180)), limit("temperature", 80)
    budget = Budget(temperature_c=(Decimal(-20), Decimal(50)))
    assert told(budget, cold) == [
        "The payload operates down to -20 °C; the platform goes down to -180 °C."
    ]
    assert told(budget, hot) == ["The payload operates up to 50 °C; the platform goes up to 80 °C."]


def test_temperature_that_is_tbd_keeps_no_limit_on_its_side() -> None:
    budget = Budget(temperature_c=(None, Decimal(90)), tbd=frozenset({Quantity.TEMPERATURE}))
    assert told(budget, limit("temperature", 80)) == []
    (sentence,) = told(budget, limit("temperature", 80, minimum=Decimal(-180)))
    assert sentence.startswith("An operating temperature is TBD")


def test_box_fits_when_it_is_turned() -> None:
    bay = limit("size", box_mm=(600, 400, 300))
    for box in permutations((590, 390, 290), 3):
        assert told(Budget(box_mm=box), bay) == [], box
    assert told(Budget(box_mm=(610, 10, 10)), bay) == [
        "The stowed box of 610 × 10 × 10 mm doesn't fit into 600 × 400 × 300 mm in any orientation."
    ]


def test_box_with_one_published_side_is_checked() -> None:
    low = limit("size", box_mm=(None, None, 300))
    assert told(Budget(box_mm=(900, 900, 300)), low) == []
    assert told(Budget(box_mm=(900, 301, 302)), low) == [
        "The stowed box of 900 × 301 × 302 mm doesn't fit into ? × ? × 300 mm in any orientation."
    ]


def test_box_with_a_side_that_is_tbd_fits_nowhere() -> None:
    bay, tbd = limit("size", box_mm=(600, 400, 300)), frozenset({Quantity.SIZE})
    (sentence,) = told(Budget(box_mm=(100, 100, None), tbd=tbd), bay)
    assert sentence.startswith("A side of a stowed box isn't known")
    (sentence,) = told(Budget(box_mm=(700, 100, None), tbd=tbd), bay)
    assert "The stowed box of 700 × 100 × ? mm doesn't fit" in sentence


@given(boxes, boxes)
def test_orientation_of_either_box_changes_nothing(
    box: tuple[int, int, int], bay: tuple[int, int, int]
) -> None:
    fits = not told(Budget(box_mm=box), limit("size", box_mm=bay))
    # Held against every way to turn it.
    assert fits == any(
        all(mine <= theirs for mine, theirs in zip(turned, bay, strict=True))
        for turned in permutations(box, 3)
    )
    for turned in permutations(box, 3):
        assert fits == (not told(Budget(box_mm=turned), limit("size", box_mm=bay)))


# --- What isn't known ------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", list(Quantity))
@pytest.mark.parametrize("scope", list(Scope))
def test_unpublished_limit_breaks_nothing(quantity: str, scope: str) -> None:
    heavy = Budget(
        items=(item("9000"),),
        power_w=Decimal(9000),
        data_gb_per_day=Decimal(9000),
        box_mm=(9000, 9000, 9000),
        temperature_c=(Decimal(0), Decimal(1)),
    )
    assert told(heavy, limit(quantity, scope=scope)) == []


@pytest.mark.parametrize("quantity", list(Quantity))
@pytest.mark.parametrize("scope", list(Scope))
def test_figure_that_is_not_answered_yet_breaks_no_limit(quantity: str, scope: str) -> None:
    strict = limit(quantity, 0, scope, minimum=Decimal(-1), box_mm=(1, 1, 1))
    assert told(Budget(), strict) == []


def test_every_broken_limit_is_told_at_once() -> None:
    budget = Budget(items=(item("170"),), power_w=Decimal(99))
    limits = limit("mass", 200), limit("mass", 100, "module"), limit("power", 50)
    assert [(one.quantity, one.scope) for one in exceeded(budget, limits)] == [
        ("mass", "platform"),
        ("mass", "module"),
        ("power", "platform"),
    ]
