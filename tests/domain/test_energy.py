"""What modes ask for in each period: examples by hand, and what holds for any modes."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from proposals.domain.envelope import (
    Budget,
    LimitRule,
    Load,
    Mode,
    Module,
    PeriodRule,
    Phase,
    Quantity,
    Resources,
    Scope,
    Sum,
    Survival,
    exceeded,
    exceeded_in_periods,
)

D = Decimal
DAY = PeriodRule(
    "day", "Lunar day", Phase.LIT, D(250), energy_wh=D(2000), passes=10, mbit_per_pass=D(90)
)
NIGHT = PeriodRule("night", "Lunar night", Phase.DARK, D(350), energy_wh=D(700), keep_alive_w=D(2))
FREE = PeriodRule("free", "After separation", Phase.SEPARATED, D(100), energy_wh=D(0))
DRIVE = Mode("Rover", "Drive", D(20), D(45), D(30), D("0.1"), D(1), ("day",))
SLEEP = Mode("Rover", "Sleep", D(2), D(2), D(0), D("0.5"), D(0), ("day", "night"))
SOUND = Mode("payload", "Sound", D(4), D(10), D(1), D(1), D(0), ("day",))
WARM = Survival("night", D(500), D("1.5"))

figures = st.none() | st.decimals("0", "1000", places=2)
periods = st.builds(
    PeriodRule,
    st.just("day"),
    st.just("Day"),
    st.sampled_from(Phase),
    hours=st.none() | st.decimals("0", "1000", places=1),
)
modes = st.builds(
    Mode,
    st.sampled_from(["Rover", "rover ", "payload"]),
    st.just("Mode"),
    figures,
    figures,
    figures,
    st.none() | st.decimals("0", "1", places=2),
    figures,
    st.sampled_from([(), ("day",), ("day", "night")]),
)
many = st.lists(modes, max_size=5).map(tuple)
COUNTS = {"rover": 3}


def budget(*given: Mode, survival: tuple[Survival, ...] = (WARM,), **fields: Any) -> Budget:
    modules = (Module("Rover", count=2),)
    return Budget(modules=modules, resources=Resources(given, survival), **fields)


def load(period: PeriodRule, *given: Mode, survival: tuple[Survival, ...] = (WARM,)) -> Load:
    return Resources(given, survival).load(period, {"rover": 2})


def told(asked: Budget, *periods: PeriodRule) -> list[str]:
    return [one.message % one.params for one in exceeded_in_periods(asked, periods)]


# --- Sums ---------------------------------------------------------------------------------


def test_energy_is_count_times_power_times_duty_times_hours_and_what_survival_takes() -> None:
    asked = load(DAY, DRIVE, SLEEP, SOUND)
    # 2 x 20 W x 0.1 x 250 h, 2 x 2 W x 0.5 x 250 h, 4 W x 250 h
    assert asked.energy_wh == Sum(D(1000 + 500 + 1000))
    # 2 x 1 kbit/s x 0.1 x 250 h x 3600 s
    assert asked.mbit == Sum(D(180))
    night = load(NIGHT, DRIVE, SLEEP, SOUND)
    assert (night.energy_wh, night.mbit) == (Sum(D(700 + 500)), Sum())
    assert (night.keep_alive_w, asked.keep_alive_w) == (Sum(D("1.5")), Sum())


def test_modules_peak_together_and_each_runs_in_one_mode_at_a_time() -> None:
    assert load(DAY, DRIVE, SLEEP, SOUND).peak_w == Sum(D(2 * 45 + 10))
    assert load(NIGHT, DRIVE, SLEEP, SOUND).peak_w == Sum(D(4))
    # A peak that is TBD is the average at least.
    assert load(DAY, replace(DRIVE, peak_w=None), SOUND).peak_w == Sum(D(2 * 20 + 10), unknown=1)


@pytest.mark.parametrize("drive", [replace(DRIVE, average_w=None), replace(DRIVE, duty=None)])
def test_figure_that_is_tbd_makes_a_lower_bound(drive: Mode) -> None:
    assert load(DAY, drive, SOUND).energy_wh == Sum(D(1000), unknown=1)


def test_hours_that_are_not_published_make_a_lower_bound_of_the_host() -> None:
    day = replace(DAY, hours=None)
    assert load(day, DRIVE, SLEEP).energy_wh == Sum(unpublished=2)
    assert load(day, DRIVE, replace(SLEEP, duty=D(0))).energy_wh == Sum(unpublished=1)
    # What survival takes is known without hours.
    assert load(replace(NIGHT, hours=None)).energy_wh == Sum(D(500))


def test_dark_period_of_which_nothing_is_said_is_unknown() -> None:
    night = load(NIGHT, SLEEP, survival=())
    assert (night.energy_wh, night.keep_alive_w) == (Sum(D(700), unknown=1), Sum(unknown=1))
    assert load(DAY, SLEEP, survival=()).energy_wh == Sum(D(500))


# --- What is published --------------------------------------------------------------------


def test_excess_names_the_period_with_both_figures() -> None:
    asked = budget(
        DRIVE, SLEEP, replace(SOUND, kbit_per_s=D(1)), survival=(replace(WARM, keep_alive_w=D(3)),)
    )
    assert told(asked, DAY, NIGHT) == [
        "In “Lunar day” the payload takes 2500 Wh, more than the 2000 Wh that are published.",
        "In “Lunar day” the payload sends 1080 Mbit, more than the 900 Mbit that are published.",
        "In “Lunar night” the payload takes 1200 Wh, more than the 700 Wh that are published.",
        "In “Lunar night” the payload needs 3 W without a break, more than the 2 W that are published.",
    ]  # fmt: skip
    quantities = [one.quantity for one in exceeded_in_periods(asked, [DAY, NIGHT])]
    assert quantities == [Quantity.ENERGY, Quantity.DATA, Quantity.ENERGY, Quantity.POWER]


def test_what_is_published_is_kept_to_the_last_watt_hour() -> None:
    assert told(budget(replace(DRIVE, average_w=D(40))), DAY) == []
    assert len(told(budget(replace(DRIVE, average_w=D("40.001"))), DAY)) == 1
    bare = replace(DAY, energy_wh=None, passes=None)
    assert told(budget(replace(DRIVE, average_w=D(4000))), bare) == []


def test_unknown_keeps_nothing_that_is_published() -> None:
    (energy, data) = exceeded_in_periods(
        budget(replace(DRIVE, average_w=None, kbit_per_s=None)), [DAY]
    )
    assert energy.message % energy.params == (
        "In “Lunar day” the payload takes at least 0 Wh, unknown figures: 1. "
        "Nobody can tell whether it keeps the 2000 Wh that are published."
    )
    assert [(one.is_unknown, one.is_of_host) for one in (energy, data)] == [(True, False)] * 2
    # What is over already is over, whatever else is unknown.
    (over,) = exceeded_in_periods(budget(replace(SLEEP, duty=D(1)), survival=()), [NIGHT])[:1]
    assert not over.is_unknown


def test_hours_that_are_not_published_are_the_hosts_gap() -> None:
    (energy, data) = exceeded_in_periods(budget(DRIVE), [replace(DAY, hours=None)])
    assert energy.message % energy.params == (
        "The hours of “Lunar day” aren't published: "
        "nobody can tell whether the payload keeps the 2000 Wh that are."
    )
    assert energy.is_of_host
    assert data.is_of_host


def test_payload_lives_on_its_own_energy_after_separation() -> None:
    assert told(budget(replace(DRIVE, periods=("free",))), FREE) == []


def test_letter_without_modes_is_held_against_no_period() -> None:
    assert told(Budget(), DAY, NIGHT) == []


def test_modes_above_the_stated_power_are_said_with_both_figures() -> None:
    sentence = (
        "The modes reach 100 W together, more than the 60 W that the equipment list states "
        "as the payload's power."
    )
    assert told(budget(DRIVE, SLEEP, SOUND, power_w=D(60))) == [sentence]
    assert told(budget(DRIVE, SLEEP, SOUND, power_w=D(100))) == []
    tbd = budget(DRIVE, power_w=D(5), tbd=frozenset({Quantity.POWER}))
    assert told(tbd) == []


def test_limit_of_power_holds_for_the_modes_too() -> None:
    limit = LimitRule(Quantity.POWER, Scope.PROPOSAL, maximum=D(80))

    def broken(asked: Budget) -> list[bool]:
        return [one.is_unknown for one in exceeded(asked, [limit])]

    assert broken(budget(SLEEP, power_w=D(70))) == []
    assert broken(budget(DRIVE, power_w=D(70))) == [False]
    assert broken(budget(replace(SLEEP, peak_w=None), power_w=D(70))) == [True]
    # Modes that name no period may run in any.
    assert broken(budget(SLEEP, replace(SOUND, peak_w=D(80), periods=()))) == [False]


# --- What holds for any modes -------------------------------------------------------------


def sums(period: PeriodRule, given: tuple[Mode, ...]) -> tuple[Sum, Sum, Sum]:
    asked = Resources(given, (Survival("day", D(0), D(0)),)).load(period, COUNTS)
    return asked.energy_wh, asked.mbit, asked.peak_w


@given(periods, many, many)
def test_energy_and_data_are_the_sum_of_the_parts(
    period: PeriodRule, first: tuple[Mode, ...], second: tuple[Mode, ...]
) -> None:
    together = sums(period, first + second)
    apart = [a + b for a, b in zip(sums(period, first), sums(period, second), strict=True)]
    assert list(together[:2]) == apart[:2]
    assert together[2].value <= apart[2].value


@given(periods, many, modes)
def test_one_more_mode_never_asks_for_less(
    period: PeriodRule, given: tuple[Mode, ...], more: Mode
) -> None:
    for before, after in zip(sums(period, given), sums(period, (*given, more)), strict=True):
        assert before.value <= after.value
        assert before.unknown <= after.unknown


@given(periods, modes)
def test_figure_that_becomes_unknown_never_adds_to_a_sum(period: PeriodRule, one: Mode) -> None:
    assume((one.peak_w or 0) >= (one.average_w or 0))
    known = sums(period, (one,))
    for vague in (
        replace(one, average_w=None),
        replace(one, peak_w=None),
        replace(one, duty=None),
        replace(one, kbit_per_s=None),
    ):
        for before, after in zip(known, sums(period, (vague,)), strict=True):
            assert after.value <= before.value
            assert after.is_bound or after == before or before.value == 0


@given(periods, many)
def test_sum_without_unknown_figures_is_exact(period: PeriodRule, given: tuple[Mode, ...]) -> None:
    energy, _, _ = sums(period, given)
    used = [one for one in given if "day" in one.periods]
    known = all(None not in (one.average_w, one.duty) for one in used)
    if known and period.hours is not None:
        assert not energy.is_bound
    counted = [3 if one.module.startswith(("R", "r")) else 1 for one in used]
    exact = sum(
        count * one.average_w * one.duty * (period.hours or 0)
        for count, one in zip(counted, used, strict=True)
        if one.average_w is not None and one.duty is not None
    )
    assert energy.value == exact
