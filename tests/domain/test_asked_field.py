"""Fields that the office adds to a stage: which are asked, which are sound, and their choices."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.asked_field import (
    AnswerChoice,
    AnswerKind,
    AskedRule,
    read_choices,
    require_sound,
    write_choices,
)
from proposals.domain.refusal import Refusal
from tests.refusal import refused

YES_NO = (AnswerChoice("yes", "Yes", "是"), AnswerChoice("no", "No"))
STATION = AskedRule("station", "A station?", AnswerKind.CHOICE, choices=YES_NO)
ANTENNA = AskedRule(
    "antenna", "Which band?", AnswerKind.CHOICE, choices=YES_NO,
    after_field="station", after_choice="yes",
)  # fmt: skip
SIZE = AskedRule("size", "How large?", AnswerKind.NUMBER, after_field="antenna", after_choice="yes")
TEXT = AskedRule("who", "Who comes?", AnswerKind.TEXT)
ALL = [STATION, ANTENNA, SIZE, TEXT]


@pytest.mark.parametrize("number", range(len(ALL)))
def test_field_that_can_be_answered_is_sound(number: int) -> None:
    require_sound(ALL[number], before=ALL[:number])


@pytest.mark.parametrize(
    ("field", "refusal", "at"),
    [
        (replace(STATION, choices=YES_NO[:1]), Refusal.TOO_FEW_CHOICES, "choices"),
        (replace(TEXT, choices=YES_NO), Refusal.CHOICES_UNUSED, "choices"),
        (replace(TEXT, unit="kg"), Refusal.UNIT_UNUSED, "unit"),
        (ANTENNA, Refusal.ASKED_AFTER_NOTHING, "after"),
        (
            replace(TEXT, after_field="who", after_choice="yes"),
            Refusal.ASKED_AFTER_NOTHING,
            "after",
        ),
    ],
)
def test_field_that_no_team_could_answer_is_refused(
    field: AskedRule, refusal: Refusal, at: str
) -> None:
    with refused(refusal, field=at):
        require_sound(field, before=[TEXT])


def test_choices_are_lines_with_the_chinese_words_after_a_bar() -> None:
    text = "Yes | 是\n\n  No\n也许\n"
    assert read_choices(text) == (
        AnswerChoice("yes", "Yes", "是"),
        AnswerChoice("no", "No"),
        AnswerChoice("choice", "也许"),
    )


def test_choice_keeps_its_code_in_another_place_and_a_new_one_never_takes_it() -> None:
    known = (AnswerChoice("yes", "Yes, surely"), AnswerChoice("no", "No"))
    assert read_choices("Yes\nNo | 否\nYes, surely", known=known) == (
        AnswerChoice("yes-2", "Yes"),
        AnswerChoice("no", "No", "否"),
        AnswerChoice("yes", "Yes, surely"),
    )


def test_choice_that_is_there_twice_is_refused() -> None:
    with refused(Refusal.CHOICE_TWICE, says="“Yes” is in the list twice."):
        read_choices("Yes\nYes | 是")


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), unique=True))
def test_choices_that_were_read_are_written_and_read_again(words: list[str]) -> None:
    choices = read_choices("\n".join(words))
    assert len({one.code for one in choices}) == len(choices)
    assert read_choices(write_choices(choices), known=choices) == choices
