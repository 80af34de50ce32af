"""A stage's window to the second."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.window import SETTLING, Window

OPENS = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
instants = st.datetimes(
    datetime(2026, 10, 1),  # noqa: DTZ001
    datetime(2027, 3, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
graces = st.timedeltas(timedelta(0), timedelta(days=1))
windows = st.builds(
    Window,
    opens_at=st.just(OPENS),
    closes_at=st.just(CLOSES),
    grace=graces,
    extended_to=st.none() | instants,
)


def test_window_takes_its_first_and_its_last_instant_and_no_second_more() -> None:
    window = Window(OPENS, CLOSES)
    assert not window.is_open(OPENS - SECOND)
    assert window.is_open(OPENS)
    assert window.is_open(CLOSES)
    assert not window.is_open(CLOSES + timedelta(microseconds=1))
    assert not window.is_open(CLOSES + SECOND)


def test_grace_is_counted_to_its_last_second() -> None:
    window = Window(OPENS, CLOSES, grace=timedelta(seconds=90))
    assert window.is_open(CLOSES + 90 * SECOND)
    assert not window.is_open(CLOSES + 91 * SECOND)


def test_extension_moves_the_end_and_keeps_the_grace() -> None:
    later = CLOSES + timedelta(days=3)
    window = Window(OPENS, CLOSES, grace=timedelta(seconds=30), extended_to=later)
    assert window.ends_at == later + 30 * SECOND
    assert window.is_open(later + 30 * SECOND)
    assert not window.is_open(later + 31 * SECOND)


def test_extension_that_ends_before_the_stage_shortens_nothing() -> None:
    window = Window(OPENS, CLOSES, extended_to=CLOSES - timedelta(days=3))
    assert window.ends_at == CLOSES


def test_same_instant_in_another_time_zone_is_the_same_instant() -> None:
    from zoneinfo import ZoneInfo

    beijing = CLOSES.astimezone(ZoneInfo("Asia/Shanghai"))
    assert beijing.day == 1
    assert Window(OPENS, CLOSES).is_open(beijing)
    assert not Window(OPENS, CLOSES).is_open(beijing + SECOND)


@pytest.mark.parametrize(
    ("after", "settled"), [(0, False), (299, False), (300, False), (301, True)]
)
def test_window_has_settled_five_minutes_after_its_end(after: int, settled: bool) -> None:
    window = Window(OPENS, CLOSES, grace=timedelta(seconds=60))
    assert window.has_settled(CLOSES + 60 * SECOND + after * SECOND) is settled


@given(windows, instants)
def test_nothing_is_taken_once_the_window_has_settled(window: Window, at: datetime) -> None:
    assert not (window.is_open(at) and window.has_settled(at))
    assert window.is_open(at) == (OPENS <= at <= window.ends_at)
    assert window.has_settled(window.ends_at + SETTLING + SECOND)


@given(windows, graces)
def test_grace_and_extension_never_shorten_a_window(window: Window, more: timedelta) -> None:
    assert window.ends_at >= CLOSES
    longer = Window(OPENS, CLOSES, window.grace + more, window.extended_to)
    assert longer.ends_at == window.ends_at + more
