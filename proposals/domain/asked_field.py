"""Fields that the office adds to a stage, and whether a team could answer them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from proposals.domain.code import code_for
from proposals.domain.refusal import Refusal, RuleBroken


class AnswerKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FILE = "file"


@dataclass(frozen=True)
class AnswerChoice:
    """One of the answers to choose from. Answers and revisions hold its code."""

    code: str
    text: str
    text_zh: str = ""


@dataclass(frozen=True)
class AskedRule:
    """One field of the office. It is asked always, or only after a certain choice in another."""

    code: str
    text: str
    kind: AnswerKind
    text_zh: str = ""
    help: str = ""
    help_zh: str = ""
    unit: str = ""
    choices: tuple[AnswerChoice, ...] = ()
    required: bool = False
    # The field and the choice in it after which this field is asked; empty if it is asked always.
    after_field: str = ""
    after_choice: str = ""


def require_sound(field: AskedRule, *, before: Iterable[AskedRule]) -> None:
    """Refuse a field that no team could answer; `before` are the fields that stand before it.

    Raises: RuleBroken TOO_FEW_CHOICES, CHOICES_UNUSED or UNIT_UNUSED if kind, choices and unit don't
    go together; ASKED_AFTER_NOTHING if it depends on a choice that doesn't stand before it.
    """
    if field.kind is AnswerKind.CHOICE and len(field.choices) < 2:
        raise RuleBroken(Refusal.TOO_FEW_CHOICES, field="choices")
    if field.kind is not AnswerKind.CHOICE and field.choices:
        raise RuleBroken(Refusal.CHOICES_UNUSED, field="choices")
    if field.kind is not AnswerKind.NUMBER and field.unit:
        raise RuleBroken(Refusal.UNIT_UNUSED, field="unit")
    choices = {(one.code, choice.code) for one in before for choice in one.choices}
    if field.after_field and (field.after_field, field.after_choice) not in choices:
        raise RuleBroken(Refusal.ASKED_AFTER_NOTHING, field="after")


def read_choices(text: str, *, known: Iterable[AnswerChoice] = ()) -> tuple[AnswerChoice, ...]:
    """Read choices, one in each line: “Yes | 是”. A choice with the words of a known one keeps its code.

    Raises: RuleBroken CHOICE_TWICE if two lines have the same words.
    """
    codes = {one.text: one.code for one in known}
    found: dict[str, AnswerChoice] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        words, _, words_zh = (part.strip() for part in line.partition("|"))
        if words in found:
            raise RuleBroken(Refusal.CHOICE_TWICE, field="choices", words=words)
        taken = {*codes.values(), *(one.code for one in found.values())}
        code = codes.get(words) or code_for(words, taken=taken, otherwise="choice")
        found[words] = AnswerChoice(code, words, words_zh)
    return tuple(found.values())


def write_choices(choices: Iterable[AnswerChoice]) -> str:
    """Write choices as `read_choices` reads them."""
    return "\n".join(f"{one.text} | {one.text_zh}" if one.text_zh else one.text for one in choices)
