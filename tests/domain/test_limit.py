"""Which proposals break a platform's limits, and the sentences that say so."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.envelope import Budget, Kind, LimitRule, Quantity, Scope, exceeded
from tests.domain.test_envelope import item

MARGIN = Decimal("0.2")
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
    return [one.message % one.params for one in exceeded(budget, limits, margin=MARGIN)]


# --- Mass ---------------------------------------------------------------------------------


def test_platform_reserves_its_margin_and_the_sentence_shows_the_sum() -> None:
    lander = limit("mass", 200)
    assert told(Budget(items=(item("138.8"),)), lander) == []
    assert told(Budget(items=(item("140"),)), lander) == [
        "The mass asked for, 168 kg, doesn't fit the platform: 168 kg × (1 + 0.2) = 201.6 kg is over 200 kg."
    ]


def test_one_proposal_is_compared_without_the_margin() -> None:
    one = limit("mass", 12, "proposal")
    assert told(Budget(items=(item("10"),)), one) == []
    assert told(Budget(items=(item("10.01"),)), one) == [
        "The mass asked for, 12.012 kg, is over the limit of 12 kg for one proposal."
    ]


def test_module_over_a_hundred_kilograms_is_named() -> None:
    module = limit("mass", 100, "module")
    within = Budget(items=(item("83.333", module="Rover"), item("83.333", module="Base")))
    assert told(within, module) == []
    over = Budget(items=(item("84", module="Rover"), item("80", module="Base")))
    assert told(over, module) == [
        "Module “Rover” has 100.8 kg (MEV), over the limit of 100 kg for one module."
    ]


def test_what_belongs_to_no_module_is_one_module() -> None:
    (sentence,) = told(Budget(items=(item("50"), item("50"))), limit("mass", 100, "module"))
    assert sentence.startswith("What belongs to no named module has 120 kg (MEV)")


def test_mass_range_without_a_list_is_held_against_the_module_too() -> None:
    module = limit("mass", 100, "module")
    assert told(Budget(mass_max_kg=Decimal(100)), module) == []
    (sentence,) = told(Budget(mass_max_kg=Decimal("100.5")), module)
    assert "ends at 100.5 kg, over the limit of 100 kg" in sentence


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
        (Budget(data_gb_per_day=Decimal(2)), []),
        (
            Budget(data_gb_per_day=Decimal("2.1")),
            ["The data volume asked for, 2.1 GB a day, is over the limit of 2 GB a day."],
        ),
    ],
)
def test_power_and_data_are_compared_as_they_are(budget: Budget, broken: list[str]) -> None:
    assert told(budget, limit("power", 60), limit("data", 2)) == broken


@pytest.mark.parametrize(
    ("low", "high", "broken"),
    [(-180, 120, 0), (-200, 150, 0), (-179, 120, 1), (-180, 119, 1), (-20, 50, 1)],
)
def test_payload_must_survive_the_whole_range_of_the_platform(
    low: int, high: int, broken: int
) -> None:
    budget = Budget(temperature_c=(Decimal(low), Decimal(high)))
    sentences = told(budget, limit("temperature", 120, minimum=Decimal(-180)))
    assert len(sentences) == broken
    if broken:
        assert f"survives {low} to {high} °C; the platform has -180 to 120 °C" in sentences[0]


def test_box_fits_when_it_is_turned() -> None:
    bay = limit("size", box_mm=(600, 400, 300))
    for box in permutations((590, 390, 290), 3):
        assert told(Budget(box_mm=box), bay) == [], box
    assert told(Budget(box_mm=(610, 10, 10)), bay) == [
        "The stowed box of 610 × 10 × 10 mm doesn't fit into 600 × 400 × 300 mm in any orientation."
    ]


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
def test_unknown_figure_breaks_no_limit(quantity: str, scope: str) -> None:
    strict = limit(quantity, 0, scope, minimum=Decimal(-1), box_mm=(1, 1, 1))
    assert told(Budget(), strict) == []
    assert told(Budget(items=(item(None),)), strict) == []


def test_every_broken_limit_is_told_at_once() -> None:
    budget = Budget(items=(item("150", module="Rover"),), power_w=Decimal(99))
    limits = limit("mass", 200), limit("mass", 100, "module"), limit("power", 50)
    assert [(one.quantity, one.scope) for one in exceeded(budget, limits, margin=MARGIN)] == [
        ("mass", "platform"),
        ("mass", "module"),
        ("power", "platform"),
    ]
