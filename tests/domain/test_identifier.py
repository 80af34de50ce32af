"""ORCID and ROR: what people paste is read, and a slip of the finger is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.domain.identifier import orcid, ror
from proposals.domain.refusal import Refusal
from proposals.domain.section.field import Field, Input
from proposals.domain.section.value import understood

ORCIDS = ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]
RORS = ["03yrm5c26", "042nb2s44", "00f54p054", "05a28rw58", "03vek6s52", "04wxnsj81"]
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


@pytest.mark.parametrize(
    "pasted",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        " https://orcid.org/0000-0002-1825-0097 ",
        "http://orcid.org/0000-0002-1825-0097/",
        "HTTPS://WWW.ORCID.ORG/0000-0002-1825-0097",
        "orcid:0000-0002-1825-0097",
        "0000 0002 1825 0097",
        "0000\u20110002\u20131825\u22120097",
    ],
)
def test_orcid_is_read_as_people_paste_it(pasted: str) -> None:
    assert orcid(pasted) == "0000-0002-1825-0097"


@pytest.mark.parametrize(
    "pasted", ["03yrm5c26", "https://ror.org/03yrm5c26", "ror.org/03YRM5C26/", " 03yrm5c26\n"]
)
def test_ror_is_read_as_people_paste_it(pasted: str) -> None:
    assert ror(pasted) == "https://ror.org/03yrm5c26"


@pytest.mark.parametrize(
    "text",
    [
        "", "0000-0002-1825-009", "0000-0002-1825-00971", "0000-0002-1825-0097 Kim", "٠000000218250097",
        "https://evil.example/0000-0002-1825-0097", "X000-0002-1825-0097", "03yrm5c2", "13yrm5c26",
    ],
)  # fmt: skip
def test_what_is_no_identifier_isnt_read_as_one(text: str) -> None:
    assert orcid(text) == ""
    assert ror(text) == ""


@given(st.sampled_from(ORCIDS), st.integers(0, 15), st.sampled_from("0123456789X"))
def test_orcid_with_one_wrong_character_is_refused(right: str, place: int, other: str) -> None:
    digits = list(right.replace("-", ""))
    digits[place] = other
    wrong = "".join(digits)
    assert orcid(wrong) == (right if wrong == right.replace("-", "") else "")


@given(st.sampled_from(RORS), st.integers(0, 8), st.sampled_from(LETTERS))
def test_ror_with_one_wrong_character_is_refused(right: str, place: int, other: str) -> None:
    wrong = right[:place] + other + right[place + 1 :]
    assert ror(wrong) == (f"https://ror.org/{right}" if wrong == right else "")


@given(st.text(alphabet="0123456789xX-", min_size=15, max_size=20))
def test_orcid_as_it_is_stored_reads_as_itself(text: str) -> None:
    found = orcid(text)
    assert orcid(found) == found


@pytest.mark.parametrize("right", RORS)
def test_ror_as_it_is_stored_reads_as_itself(right: str) -> None:
    assert ror(ror(right)) == ror(right)


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        (Input.ORCID, "0000-0002-1825-0098", Refusal.NOT_AN_ORCID),
        (Input.ROR, "03yrm5c27", Refusal.NOT_A_ROR),
    ],
)
def test_refusal_shows_how_an_identifier_is_written(
    kind: Input, typed: str, refusal: Refusal
) -> None:
    found = understood(Field("one", "One", kind), typed, lambda field: ()).refusal
    assert found is not None
    assert found.refusal is refusal
    assert "Write it as" in str(found)
