"""The section `design`: how the payload works, and its interfaces to the platform."""

from dataclasses import replace
from types import MappingProxyType

from proposals.domain.envelope import Budget, Quantity
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.answers import is_tbd, number, reversed_range
from proposals.domain.section.field import Answers, Codes, Field, Input, Section
from proposals.domain.translation import gettext_noop as _

# The name and the label of each range of temperatures. A host's limit is held against `operating`.
_RANGES = (
    ("operating", _("Lowest operating temperature"), _("Highest operating temperature")),
    ("survival", _("Lowest temperature survived, switched off"), _("Highest temperature survived")),
    ("switch_on", _("Lowest temperature to switch on"), _("Highest temperature to switch on")),
)


def _contradictions(answers: Answers, budget: Budget) -> tuple[RuleBroken, ...]:
    return tuple(
        refusal
        for name, _low, _high in _RANGES
        for refusal in reversed_range(
            answers, f"{name}_min_c", f"{name}_max_c", Refusal.RANGE_REVERSED
        )
    )


def _budget(answers: Answers, budget: Budget) -> Budget:
    low, high = number(answers.get("operating_min_c")), number(answers.get("operating_max_c"))
    if is_tbd(answers, "operating_min_c", "operating_max_c"):
        budget = replace(budget, tbd=budget.tbd | {Quantity.TEMPERATURE})
    if low is None and high is None:
        return budget
    return replace(budget, temperature_c=(low, high))


def _temperature(name: str, label: str) -> Field:
    return Field(
        name,
        label,
        Input.DECIMAL,
        unit="°C",
        minimum="-273",
        maximum="1000",
        required=True,
    )


def _as_it_was(answers: Answers, codes: Codes) -> Answers:
    """Schema 1 asked for the temperatures survived alone; the others stay unanswered."""
    return answers


DESIGN = Section(
    "design",
    _("Payload design"),
    _("How it works, and how it meets the platform."),
    (
        Field(
            "principle",
            _("Measurement or operating principle"),
            Input.TEXT,
            required=True,
            max_words=600,
        ),
        Field("performance", _("Performance"), Input.TEXT, required=True, max_words=400),
        Field(
            "mechanical",
            _("Mechanical and field-of-view needs"),
            Input.TEXT,
            required=True,
            max_words=300,
        ),
        Field(
            "electrical",
            _("Electrical and data interface"),
            Input.TEXT,
            required=True,
            max_words=300,
        ),
        *(
            field
            for name, low, high in _RANGES
            for field in (_temperature(f"{name}_min_c", low), _temperature(f"{name}_max_c", high))
        ),
    ),
    schema=2,
    readers=MappingProxyType({1: _as_it_was}),
    limited=frozenset({Quantity.TEMPERATURE}),
    contradictions=_contradictions,
    budget=_budget,
)
