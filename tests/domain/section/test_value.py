"""What is typed into one field, and the answer that it stands for."""

import pytest

from proposals.domain.refusal import Refusal
from proposals.domain.section.field import Field, Input
from proposals.domain.section.value import Value, understood

CURRENCY = Field("currency", "Currency", Input.CURRENCY)


def read(typed: str) -> Value:
    return understood(CURRENCY, typed, lambda field: ())


@pytest.mark.parametrize("typed", ["EUR", "eur", " Eur\n"])
def test_currency_is_read_as_its_code(typed: str) -> None:
    assert read(typed) == Value("EUR")


@pytest.mark.parametrize("typed", ["€", "EU", "EURO", "Euro", "12", "E R", "ＥＵＲ", "ßA", "TBD2"])
def test_currency_that_is_no_code_is_refused_with_an_example(typed: str) -> None:
    found = read(typed)
    assert found.answer == ""
    assert found.refusal is not None
    assert found.refusal.refusal is Refusal.NOT_A_CURRENCY
    assert "EUR" in str(found.refusal)


def test_currency_left_empty_is_no_answer() -> None:
    assert read(" ") == Value()
