"""Names as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.name import alike, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reviewer House", "  reviewer   HOUSE "),
        ("Space-Agency (FSA)", "space agency FSA"),
        ("Straße", "STRASSE"),
        ("\uff21\uff22\uff23 Institute", "ABC institute"),  # full-width letters
        ("ﬁnance", "finance"),
        ("A\u00a0B", "A B"),
        ("É", "E\u0301"),
    ],
)
def test_names_that_read_alike_are_one(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Agency A", "Agency B"), ("CNSA", "CNES"), ("北京大学", "南京大学")]
)
def test_names_that_differ_in_a_letter_are_two(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_name_without_letters_is_nothing() -> None:
    assert normalised(" -- () ") == ""


@given(st.text())
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)


@given(st.text())
def test_case_and_outer_spaces_do_not_matter(name: str) -> None:
    assert normalised(f" {name}\t") == normalised(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kenya Space Agency", "KENYA SPACE-AGENCY"),
        ("Kenya Space Agency", "Kеnyа Spасe Agеnсy"),  # with Cyrillic letters
        ("Agence spatiale algérienne", "Agence Spatiale Algerienne"),
        ("Kenya Space Agency", "The Space Agency of Kenya"),
        ("Kenya Space Agency", "Kenya Space Agencies"),
        ("Kenya Space Agency", "KenyaSpaceAgency"),
        ("Moon Works Ltd", "Moon Works GmbH"),
        ("N4SA 0rbital", "N4SA Orbital"),
    ],
)
def test_names_that_people_take_for_each_other_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CNSA", "CNES"),
        ("Agency A", "Agency B"),
        ("Kenya Space Agency", "Egyptian Space Agency"),
        ("", ""),
        (" -- ", "()"),
    ],
)
def test_names_that_nobody_takes_for_each_other_are_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)
