"""What a person typed into one field: the answer that it stands for, and what is wrong with it."""

import re
from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from proposals.domain import identifier, measure
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import MAX_TEXT, TBD, Field, Input

# Returns the codes that can be chosen in a field.
Options = Callable[[Field], Collection[str]]
# A character that no database holds stands as this one.
REPLACED = "\ufffd"
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", re.ASCII)
_CURRENCY = re.compile(r"[A-Za-z]{3}")
# The years of a mission, from the heritage of a payload to the end of its use.
YEARS = range(1950, 2100)
_ADDRESS = re.compile(r"[^@\s<>()\[\],:;\"]+@[^@\s<>()\[\],:;\".]+(\.[^@\s<>()\[\],:;\".]+)+")


@dataclass(frozen=True)
class Value:
    """An answer, "" if there is none or if it wasn't understood, and what is wrong with it."""

    answer: Any = ""
    refusal: RuleBroken | None = None


def storable(text: str) -> str:
    """Replace what no database holds: NUL and lone surrogates."""
    return _NOT_STORABLE.sub(REPLACED, text)


def understood(field: Field, typed: Any, options: Options) -> Value:
    """Read what was typed into a field. `typed` is text, a list for CHOICES, or a whole number."""
    if field.input is Input.CHOICES:
        return _choices(field, typed if isinstance(typed, list) else [], options)
    text = str(typed if typed is not None else "")
    if REPLACED in text:
        return Value(refusal=RuleBroken(Refusal.NOT_STORABLE))
    return _READERS[field.input](field, text, options) if text.strip() else Value()


def as_typed(field: Field, answer: Any) -> Any:
    """Return what a person would type for an answer."""
    if field.input is Input.CHOICES:
        return list(answer or [])
    return "" if answer is None else str(answer)


def is_address(text: str) -> bool:
    """Tell whether a text is one whole e-mail address, and nothing that a mail's head could hold."""
    return _ADDRESS.fullmatch(text) is not None


def _line(field: Field, text: str, options: Options) -> Value:
    line = " ".join(text.split("\n")).strip()
    if len(line) > field.max_length:
        return _refused(Refusal.TOO_LONG, count=len(line), limit=field.max_length)
    return Value(line)


def _text(field: Field, text: str, options: Options) -> Value:
    if len(text) > MAX_TEXT:
        return _refused(Refusal.TOO_LONG, count=len(text), limit=MAX_TEXT)
    count = len(text.split())
    if field.max_words and count > field.max_words:
        refusal = RuleBroken(Refusal.TOO_MANY_WORDS, count=count, limit=field.max_words)
        return Value(text, refusal)
    return Value(text)


def _address(field: Field, text: str, options: Options) -> Value:
    value = _line(field, text, options)
    if value.refusal or is_address(str(value.answer)):
        return value
    return Value(value.answer, RuleBroken(Refusal.NOT_AN_ADDRESS))


def _orcid(field: Field, text: str, options: Options) -> Value:
    found = identifier.orcid(text)
    return Value(found) if found else _refused(Refusal.NOT_AN_ORCID)


def _ror(field: Field, text: str, options: Options) -> Value:
    found = identifier.ror(text)
    return Value(found) if found else _refused(Refusal.NOT_A_ROR)


def _currency(field: Field, text: str, options: Options) -> Value:
    # The letters aren't looked up in a list, because currencies come and go.
    code = text.strip()
    return Value(code.upper()) if _CURRENCY.fullmatch(code) else _refused(Refusal.NOT_A_CURRENCY)


def _decimal(field: Field, text: str, options: Options) -> Value:
    if text.strip().upper() == TBD:
        return Value(TBD) if field.takes_tbd else _refused(Refusal.NO_TBD)
    reading = measure.read(text, field.unit)
    if reading.value is None:
        return Value(refusal=reading.problem)
    figure = reading.value
    if not Decimal(field.minimum) <= figure <= Decimal(field.maximum):
        return _refused(Refusal.OUT_OF_RANGE, minimum=field.minimum, maximum=field.maximum)
    if figure != round(figure, field.places):
        return _refused(Refusal.TOO_MANY_PLACES, places=field.places)
    return Value(f"{(figure + 0).normalize():f}")  # adding 0 turns -0 into 0


def _integer(field: Field, text: str, options: Options) -> Value:
    figure = measure.read(text, "").value
    if figure is None or figure != round(figure):
        return _refused(Refusal.NOT_WHOLE)
    if not int(field.minimum) <= figure <= int(field.maximum):
        return _refused(Refusal.OUT_OF_RANGE, minimum=field.minimum, maximum=field.maximum)
    return Value(int(figure))


def _date(field: Field, text: str, options: Options) -> Value:
    found = _DATE.fullmatch(text.strip())
    year, month, day = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return _refused(Refusal.NOT_A_DATE)
    return Value(f"{year}-{month:02}" + (f"-{day:02}" if found and found[3] else ""))


def _choice(field: Field, text: str, options: Options) -> Value:
    if text in options(field):
        return Value(text)
    return _refused(Refusal.NOT_AN_OPTION, value=text[:80])


def _choices(field: Field, codes: list[Any], options: Options) -> Value:
    known = options(field)
    chosen = [str(one) for one in codes]
    others = [one for one in chosen if one not in known]
    refusal = RuleBroken(Refusal.NOT_AN_OPTION, value=others[0][:80]) if others else None
    return Value([one for one in chosen if one in known], refusal)


def _refused(refusal: Refusal, **params: Any) -> Value:
    return Value(refusal=RuleBroken(refusal, **params))


_READERS = MappingProxyType(
    {
        Input.LINE: _line,
        Input.TEXT: _text,
        Input.EMAIL: _address,
        Input.ORCID: _orcid,
        Input.ROR: _ror,
        Input.COUNTRY: _choice,
        Input.CURRENCY: _currency,
        Input.DECIMAL: _decimal,
        Input.INTEGER: _integer,
        Input.DATE: _date,
        Input.CHOICE: _choice,
    }
)
