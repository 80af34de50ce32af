"""The section `questions`: what the office asks of the teams in this stage, beside the sections."""

from types import MappingProxyType

from proposals.domain.asked_field import AnswerKind, AskedRule
from proposals.domain.section.field import Answers, Asked, AskedFile, Field, Input, Section
from proposals.domain.translation import gettext_noop as _

# A file is uploaded as a document of its own.
_INPUTS = MappingProxyType(
    {
        AnswerKind.TEXT: Input.TEXT,
        AnswerKind.NUMBER: Input.DECIMAL,
        AnswerKind.CHOICE: Input.CHOICE,
    }
)


def _asks(asked: Asked) -> tuple[Field, ...]:
    return tuple(_field(one) for one in asked.fields if one.kind in _INPUTS)


def _files(asked: Asked, answers: Answers) -> tuple[AskedFile, ...]:
    applying = QUESTIONS.of_call(asked).applying(answers)
    return tuple(
        AskedFile(
            name_of(one.code),
            _both(one.text, one.text_zh),
            _both(one.help, one.help_zh),
            one.required,
        )
        for one in asked.fields
        if one.kind is AnswerKind.FILE
        and (
            not one.after_field
            or (
                name_of(one.after_field) in applying
                and answers.get(name_of(one.after_field)) == one.after_choice
            )
        )
    )


def _field(asked: AskedRule) -> Field:
    after = (name_of(asked.after_field), (asked.after_choice,)) if asked.after_field else None
    return Field(
        name_of(asked.code),
        _both(asked.text, asked.text_zh),
        _INPUTS[asked.kind],
        required=asked.required,
        help=_both(asked.help, asked.help_zh),
        unit=asked.unit,
        minimum="-1000000000",
        maximum="1000000000",
        max_words=500,
        choices=tuple((one.code, _both(one.text, one.text_zh)) for one in asked.choices),
        after=after,
    )


def name_of(code: str) -> str:
    """Return the name of the field that answers the question of this code."""
    return f"q_{code}"


def _both(text: str, text_zh: str) -> str:
    """Return a text in both languages of the call."""
    return " ".join(filter(None, (text, text_zh)))


QUESTIONS = Section(
    "questions",
    _("Questions of the call"),
    _("What the office asks beside the sections."),
    asks=_asks,
    files=_files,
)
