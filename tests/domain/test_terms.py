"""The terms of a call: one hash for one text, and what is missing in the language that prevails."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.terms import ClauseText, Language, Terms

FREE = ClauseText("carriage", "Carriage", "It is free.", "搭载", "免费。")
DATA = ClauseText("data", "Data", "They are shared.")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
clauses = st.builds(ClauseText, words, words, words, words, words)


def test_hash_is_that_of_the_canonical_text() -> None:
    """The figure is fixed: whoever froze it must find it again in ten years."""
    terms = Terms(Language.ENGLISH, (DATA,))
    assert terms.text == (
        '{"clauses":[{"code":"data","text":"They are shared.","text_zh":"","title":"Data",'
        '"title_zh":""}],"prevailing":"en","shape":1}'
    )
    assert terms.sha256 == "1b573a9af1584846e984aa83bc63f77a2d6f4caa7eb24d56ee074f601ced94b4"


def test_call_without_clauses_has_no_hash() -> None:
    assert Terms(None, ()).sha256 == ""


@given(st.lists(clauses, min_size=1, max_size=4), st.lists(clauses, min_size=1, max_size=4))
def test_hash_is_the_same_only_for_the_same_clauses(
    one: list[ClauseText], other: list[ClauseText]
) -> None:
    first, second = Terms(Language.ENGLISH, tuple(one)), Terms(Language.ENGLISH, tuple(other))
    assert (first.sha256 == second.sha256) == (one == other)


def test_order_and_language_that_prevails_are_part_of_the_hash() -> None:
    terms = Terms(Language.ENGLISH, (FREE, DATA))
    assert terms.sha256 != Terms(Language.ENGLISH, (DATA, FREE)).sha256
    assert terms.sha256 != replace(terms, prevailing=Language.CHINESE).sha256


@pytest.mark.parametrize(
    ("language", "lacking"),
    [(Language.ENGLISH, []), (Language.CHINESE, [DATA]), (None, [])],
)
def test_clauses_must_be_written_in_the_language_that_prevails(
    language: Language | None, lacking: list[ClauseText]
) -> None:
    assert list(Terms(language, (FREE, DATA)).not_written_in_prevailing()) == lacking
