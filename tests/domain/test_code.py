"""Codes made from words: readable, short, and never twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.code import LONGEST, code_for


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("lander", "lander"),
        ("Regional geology", "regional-geology"),
        ("Chang'e-8 Orbiter (polar)", "change-8-orbiter-polar"),
        ("Énergie", "energie"),
        ("月球着陆器", "platform"),
        ("", "platform"),
        (
            "Moon-based Earth and magnetosphere observation",
            "moon-based-earth-and-magnetosphere",
        ),
    ],
)
def test_code_is_made_of_the_words(words: str, code: str) -> None:
    assert code_for(words, taken=(), otherwise="platform") == code


def test_code_that_is_taken_gets_a_number() -> None:
    assert code_for("lander", taken={"lander"}, otherwise="x") == "lander-2"
    assert code_for("lander", taken={"lander", "lander-2"}, otherwise="x") == "lander-3"


@given(st.lists(st.text(max_size=60), max_size=12))
def test_codes_fit_and_differ_whatever_the_words(texts: list[str]) -> None:
    codes: list[str] = []
    for text in texts:
        codes.append(code_for(text, taken=codes, otherwise="objective"))
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z0-9-]+", one) and len(one) <= LONGEST for one in codes)
