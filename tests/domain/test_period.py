"""A period's figures: what wasn't published is unknown, and never zero."""

from decimal import Decimal

import pytest

from proposals.domain.envelope import PeriodRule, Phase

DARK = PeriodRule(code="night", name="Lunar night", phase=Phase.DARK)


@pytest.mark.parametrize(
    ("passes", "mbit_per_pass", "mbit"),
    [(3, Decimal("1.5"), Decimal("4.5")), (0, Decimal(2), Decimal(0)), (None, Decimal(2), None), (3, None, None)],
)  # fmt: skip
def test_data_of_a_period_are_those_of_all_passes(
    passes: int | None, mbit_per_pass: Decimal | None, mbit: Decimal | None
) -> None:
    period = PeriodRule("a", "A", Phase.LIT, passes=passes, mbit_per_pass=mbit_per_pass)
    assert period.mbit == mbit


def test_average_power_needs_hours_and_energy() -> None:
    assert DARK.average_w is None
    assert PeriodRule("a", "A", Phase.LIT, hours=Decimal(10)).average_w is None
    assert PeriodRule("a", "A", Phase.LIT, energy_wh=Decimal(10)).average_w is None
    assert PeriodRule("a", "A", Phase.LIT, Decimal(0), Decimal(10)).average_w is None
    assert PeriodRule("a", "A", Phase.LIT, Decimal(10), Decimal(25)).average_w == Decimal("2.5")
