"""The section `terms`: the terms of the call, accepted or deviated from, clause by clause."""

from proposals.domain.section.field import Asked, Choices, Field, Input, Section
from proposals.domain.translation import gettext_noop as _

ANSWERS: Choices = (("accepted", _("We accept")), ("deviates", _("We ask for a deviation")))


def _asks(asked: Asked) -> tuple[Field, ...]:
    found: list[Field] = []
    for one in asked.terms.clauses:
        name = f"c_{one.code}"
        prose = "\n".join(filter(None, (one.text, one.text_zh)))
        label = " ".join(filter(None, (one.title, one.title_zh)))
        found += [
            Field(name, label, Input.CHOICE, required=True, choices=ANSWERS, prose=prose),
            Field(
                f"{name}_deviation",
                _("What you ask for instead, and why"),
                Input.TEXT,
                required=True,
                max_words=150,
                after=(name, ("deviates",)),
            ),
        ]
    return tuple(found)


TERMS = Section(
    "terms",
    _("Terms of the call"),
    _("Accept each clause, or say what you ask for instead."),
    asks=_asks,
    takes_terms=True,
)
