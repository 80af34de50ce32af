"""An instant that a form shows in somebody's time zone is read back as the same instant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from proposals.forms.base import instant

# One zone has half an hour of summer time, and one once left out a day.
ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"]
BEGIN = datetime(2000, 1, 2, tzinfo=UTC)
MINUTES = st.integers(0, 199 * 365 * 24 * 60)


class Deadline(forms.Form):
    at = instant("At")


def since_begin(*at: int) -> int:
    return int((datetime(*at, tzinfo=UTC) - BEGIN).total_seconds()) // 60  # type: ignore[arg-type,misc]


@given(st.sampled_from(ZONES), MINUTES)
@example("Europe/Berlin", since_begin(2027, 10, 31, 0, 30))
@example("Europe/Berlin", since_begin(2027, 10, 31, 1, 30))
@example("Australia/Lord_Howe", since_begin(2027, 4, 3, 14, 45))
@example("Australia/Lord_Howe", since_begin(2027, 4, 3, 15, 15))
def test_instant_that_is_shown_is_read_back(zone: str, minutes: int) -> None:
    at = BEGIN + timedelta(minutes=minutes)
    with timezone.override(ZoneInfo(zone)):
        field = Deadline(initial={"at": at})["at"]
        shown = field.field.widget.format_value(field.value())
        assert field.field.clean(shown) == at


@given(st.sampled_from(ZONES), st.datetimes())
def test_local_time_is_an_instant_or_a_sentence(zone: str, local: datetime) -> None:
    with timezone.override(ZoneInfo(zone)):
        form = Deadline({"at": f"{local:%Y-%m-%dT%H:%M}"})
        assert form.is_valid() or len(form.errors["at"]) == 1
        assert "at" in str(form)


def test_both_answers_to_the_question_which_of_two_times_are_taken() -> None:
    with timezone.override(ZoneInfo("Australia/Lord_Howe")):
        field = Deadline()["at"].field
        with pytest.raises(ValidationError) as caught:
            field.clean("2027-04-04T01:45")
        (sentence,) = caught.value.messages
        first, second = sentence.removesuffix(".").split("mean: ")[1].split(" or ")
        assert field.clean(second) - field.clean(first) == timedelta(minutes=30)
