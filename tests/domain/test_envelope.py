"""Growth, MEV, NTE and the sum of a manifest: examples by hand, and what holds for any list."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.envelope import (
    ESA,
    Allowance,
    Basis,
    Budget,
    Category,
    GrowthPolicy,
    Item,
    Kind,
    Mass,
    Module,
    down,
    fits,
    rounded_up,
    up,
)

masses = st.decimals("0", "10000", places=3)
margins = st.decimals("0", "1", places=3)
kinds = st.sampled_from(Kind)
items = st.builds(
    Item,
    name=st.just("Item"),
    kind=kinds,
    quantity=st.integers(1, 1000),
    cbe_kg=st.none() | masses,
    category=st.sampled_from(Category),
    basis=st.sampled_from(Basis),
    module=st.sampled_from(["", "A", "B"]),
)
lists = st.lists(items, max_size=8).map(tuple)


def item(cbe_kg: str | None = "10", **fields: Any) -> Item:
    defaults: dict[str, Any] = {
        "name": "Spectrometer",
        "kind": Kind.INSTRUMENT,
        "quantity": 1,
        "category": Category.NEW,
        "basis": Basis.ESTIMATED,
    }
    return Item(cbe_kg=None if cbe_kg is None else Decimal(cbe_kg), **defaults | fields)


@pytest.mark.parametrize(
    ("category", "basis", "mev_kg"),
    [
        ("off_the_shelf", "estimated", "10.5"),
        ("modified", "estimated", "11"),
        ("new", "estimated", "12"),
        ("new", "tbc", "12"),
        ("new", "tbd", "12"),
        ("new", "calculated", "12"),
        # A model was measured; the flight unit may differ from it.
        ("off_the_shelf", "measured", "10.5"),
        ("modified", "measured", "11"),
        ("new", "measured", "12"),
        # The flight unit itself grows no more.
        ("off_the_shelf", "weighed", "10"),
        ("modified", "weighed", "10"),
        ("new", "weighed", "10"),
    ],
)
def test_ten_kilograms_grow_by_design_category(category: str, basis: str, mev_kg: str) -> None:
    grown = item(category=Category(category), basis=Basis(basis))
    assert grown.mev_kg(ESA) == Decimal(mev_kg)


def test_call_sets_growth_by_kind_and_maturity() -> None:
    policy = GrowthPolicy(
        "AIAA S-120A",
        (
            Allowance(Decimal(15)),
            Allowance(Decimal(30), kind=Kind.HARNESS),
            Allowance(Decimal(3), basis=Basis.MEASURED),
            Allowance(Decimal(55), kind=Kind.HARNESS, basis=Basis.ESTIMATED),
        ),
    )
    for percent, fields in (
        ("15", {}),
        ("3", {"basis": Basis.MEASURED}),
        ("30", {"kind": Kind.HARNESS, "basis": Basis.CALCULATED}),
        ("55", {"kind": Kind.HARNESS}),
        # Two allowances name as much: the larger counts.
        ("30", {"kind": Kind.HARNESS, "basis": Basis.MEASURED}),
        ("0", {"kind": Kind.HARNESS, "basis": Basis.WEIGHED}),
    ):
        budget = Budget(items=(item("100", **fields),), growth=policy)
        assert budget.mev() == Mass(100 + Decimal(percent)), fields


def test_what_a_call_leaves_open_grows_by_the_default() -> None:
    policy = GrowthPolicy("Own", (Allowance(Decimal(40), kind=Kind.HARNESS),))
    assert Budget(items=(item("10"),), growth=policy).mev() == Mass(Decimal(12))


def test_mass_of_a_line_is_that_of_all_its_pieces() -> None:
    assert item("0.35", quantity=4).total_cbe_kg == Decimal("1.40")
    assert item("0.35", quantity=4).mev_kg(ESA) == Decimal("1.680")


def test_sum_with_a_mass_that_is_tbd_is_a_lower_bound() -> None:
    budget = Budget(items=(item(None), item("10"), item(None, quantity=3, kind=Kind.ADAPTER)))
    assert budget.cbe() == Mass(Decimal(10), unknown=2)
    assert budget.mev() == Mass(Decimal(12), unknown=2)
    assert budget.asked() == Mass(Decimal(12), unknown=2)
    assert budget.asked(counts_interfaces=False) == Mass(Decimal(12), unknown=1)


def test_list_of_different_categories_adds_up_without_rounding() -> None:
    budget = Budget(
        items=(
            item("12.4", category=Category.NEW),
            item("0.8", category=Category.OFF_THE_SHELF, quantity=2, kind=Kind.HARNESS),
            item("1.1", category=Category.MODIFIED, basis=Basis.WEIGHED, kind=Kind.THERMAL),
        )
    )
    assert budget.cbe() == Mass(Decimal("15.1"))
    assert budget.mev() == Mass(Decimal("17.660"))
    assert budget.mev(counts_interfaces=False) == Mass(Decimal("15.980"))


def test_adapters_release_devices_and_cables_are_left_out_where_a_limit_says_so() -> None:
    for kind in Kind:
        counted = Budget(items=(item(kind=kind),)).mev(counts_interfaces=False)
        assert counted.kg == (0 if kind in ("adapter", "release", "harness") else 12), kind


@pytest.mark.parametrize(
    ("budget", "asked_kg"),
    [
        (Budget(items=(item("10"),)), "12"),
        (Budget(items=(item("10"),), nte_kg=Decimal(15)), "15"),
        # To ask for less than the maximum expected value isn't possible.
        (Budget(items=(item("10"),), nte_kg=Decimal(11)), "12"),
        # A letter without items asks for the upper end of its range, or for the NTE it names.
        (Budget(mass_max_kg=Decimal(30)), "30"),
        (Budget(mass_max_kg=Decimal(30), nte_kg=Decimal(40)), "40"),
        (Budget(mass_max_kg=Decimal(50), nte_kg=Decimal(40)), "50"),
        # A range beside a list counts by its upper end, if the list isn't heavier.
        (Budget(items=(item("10"),), mass_max_kg=Decimal(90)), "90"),
        (Budget(items=(item("10"),), mass_max_kg=Decimal(9)), "12"),
        (Budget(items=(item(None), item(None)), mass_max_kg=Decimal(190)), "190"),
        (Budget(items=(item(None), item("0.5")), mass_max_kg=Decimal(190)), "190"),
    ],
)
def test_mass_that_is_asked_for(budget: Budget, asked_kg: str) -> None:
    asked = budget.asked()
    assert asked is not None
    assert asked.kg == Decimal(asked_kg)


def test_nothing_is_asked_for_while_no_mass_is_known() -> None:
    assert Budget().asked() is None


def test_what_is_asked_beyond_the_list_stays_when_interfaces_are_left_out() -> None:
    budget = Budget(items=(item("10"), item("5", kind=Kind.ADAPTER)), nte_kg=Decimal(20))
    assert budget.asked() == Mass(Decimal(20))
    assert budget.asked(counts_interfaces=False) == Mass(Decimal(14))


def test_items_of_a_module_are_those_of_one_and_its_count_multiplies_them() -> None:
    budget = Budget(
        items=(
            item("28", module="Rover"),
            item("0.5", module="rover ", kind=Kind.RELEASE),
            item("5", name="Bracket"),
            item("1", name="Cable", module="Crane"),  # no module of the list
        ),
        modules=(Module("Rover", count=3),),
    )
    assert budget.cbe() == Mass(Decimal("91.5"))
    assert budget.asked_of(budget.modules[0]) == Mass(Decimal("34.2"))
    assert budget.asked_of(budget.modules[0], counts_interfaces=False) == Mass(Decimal("33.6"))
    assert budget.mev() == budget.asked() == Mass(Decimal("109.8"))
    assert budget.without_module() == Mass(Decimal("7.2"))


def test_module_asks_for_its_nte_if_that_is_above_its_mev() -> None:
    (rover,) = modules = (Module("Rover", count=2, nte_kg=Decimal(40)),)
    budget = Budget(items=(item("10", module="Rover"),), modules=modules)
    assert budget.asked_of(rover) == Mass(Decimal(40))
    assert (budget.mev(), budget.asked()) == (Mass(Decimal(24)), Mass(Decimal(80)))
    assert Budget(modules=modules).asked() == Mass(Decimal(80))


def test_module_without_items_and_nte_has_no_mass() -> None:
    assert Budget(modules=(Module("Rover", count=3),)).asked() == Mass(Decimal(0), unknown=1)


def test_two_hundred_kilograms_at_twenty_percent_carry_166_7() -> None:
    assert fits([Decimal("166.666")], Decimal(200), reserve=Decimal("0.2"))
    assert not fits([Decimal("166.667")], Decimal(200), reserve=Decimal("0.2"))


def test_manifest_of_several_is_compared_as_one_sum() -> None:
    asked = [Decimal(100), Decimal("66.6")]
    assert fits(asked, Decimal(200), reserve=Decimal("0.2"))
    assert not fits([*asked, Decimal("0.1")], Decimal(200), reserve=Decimal("0.2"))
    assert fits([], Decimal(0), reserve=Decimal("0.2"))


def test_tenths_that_binary_fractions_miss_fit_exactly() -> None:
    assert fits([Decimal("0.1")] * 3, Decimal("0.3"), reserve=Decimal(0))


@given(masses, margins)
def test_boundary_fits_and_a_gram_more_does_not(mass: Decimal, margin: Decimal) -> None:
    limit = mass * (1 + margin)
    assert fits([mass], limit, reserve=margin)
    assert not fits([mass + Decimal("0.001")], limit, reserve=margin)


@given(lists)
def test_mev_is_never_below_the_current_best_estimate(rows: tuple[Item, ...]) -> None:
    budget = Budget(items=rows)
    assert budget.cbe().kg <= budget.mev().kg <= budget.cbe().kg * Decimal("1.2")
    assert budget.mev(counts_interfaces=False).kg <= budget.mev().kg


@given(items, st.integers(1, 100))
def test_more_pieces_are_never_lighter(one: Item, more: int) -> None:
    grown = replace(one, quantity=(one.quantity or 0) + more)
    assert grown.mev_kg(ESA) >= one.mev_kg(ESA)
    assert (grown.mev_kg(ESA) > one.mev_kg(ESA)) == bool(one.cbe_kg)


@given(lists, st.randoms())
def test_order_of_the_list_changes_no_mass(rows: tuple[Item, ...], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert Budget(items=tuple(shuffled)).mev() == Budget(items=rows).mev()
    modules = (Module("A"), Module("B"))
    budget = Budget(items=rows, modules=modules)
    parts = [budget.mev_of(one).kg for one in (*modules, None)]
    assert sum(parts) == budget.mev().kg == Budget(items=rows).mev().kg


@given(lists, st.none() | masses, st.none() | masses)
def test_asked_mass_is_the_largest_of_list_range_and_nte(
    rows: tuple[Item, ...], nte_kg: Decimal | None, mass_max_kg: Decimal | None
) -> None:
    asked = Budget(items=rows, nte_kg=nte_kg, mass_max_kg=mass_max_kg).asked()
    mev = Budget(items=rows).mev()
    figures = [one for one in (nte_kg, mass_max_kg) if one is not None]
    assert asked == (Mass(max([mev.kg, *figures]), mev.unknown) if rows or figures else None)


@given(st.decimals("0", "10000", places=7))
def test_figure_is_rounded_to_the_safe_side(value: Decimal) -> None:
    assert Decimal(down(value)) <= value <= Decimal(up(value)) == rounded_up(value)
    assert Decimal(up(value)) - Decimal(down(value)) <= Decimal("0.001")


def test_figure_is_written_without_an_exponent_or_needless_zeros() -> None:
    assert [up(Decimal(one)) for one in ("1E+2", "4.9001", "0.10")] == ["100", "4.901", "0.1"]
    assert down(Decimal("166.6666")) == "166.666"
