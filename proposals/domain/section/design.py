"""The section `design`: how the payload works, and its interfaces to the platform."""

from dataclasses import replace

from proposals.domain.envelope import Budget, Quantity
from proposals.domain.section.answers import number
from proposals.domain.section.field import Answers, Field, Input, Section
from proposals.domain.translation import gettext_noop as _


def _budget(answers: Answers, budget: Budget) -> Budget:
    low, high = number(answers.get("survival_min_c")), number(answers.get("survival_max_c"))
    if low is None or high is None:
        return budget
    return replace(budget, temperature_c=(low, high))


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
        Field(
            "survival_min_c",
            _("Lowest temperature survived"),
            Input.DECIMAL,
            unit="°C",
            minimum="-273",
            maximum="1000",
            required=True,
        ),
        Field(
            "survival_max_c",
            _("Highest temperature survived"),
            Input.DECIMAL,
            unit="°C",
            minimum="-273",
            maximum="1000",
            required=True,
        ),
    ),
    limited=frozenset({Quantity.TEMPERATURE}),
    budget=_budget,
)
