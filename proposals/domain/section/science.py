"""The section `science`: what a payload will find out, and which objectives it serves."""

from types import MappingProxyType

from proposals.domain.section.field import Answers, Codes, Field, Input, Section, Source
from proposals.domain.translation import gettext_noop as _


def _with_codes_of_the_objectives(answers: Answers, codes: Codes) -> Answers:
    """Schema 1 held the numbers of the objectives' rows."""
    if not answers.get("serves"):
        return answers
    known = codes[Source.OBJECTIVES]
    return {**answers, "serves": [known.get(str(one), str(one)) for one in answers["serves"]]}


SCIENCE = Section(
    "science",
    _("Science"),
    _("What you want to find out, and how it serves the call."),
    (
        Field(
            "objective",
            _("Scientific objective"),
            Input.TEXT,
            required=True,
            max_words=300,
            help=_("300 words at most."),
        ),
        Field(
            "serves",
            _("Objectives of the call that it serves"),
            Input.CHOICES,
            required=True,
            source=Source.OBJECTIVES,
        ),
        Field(
            "complements",
            _("How it complements the host's own instruments"),
            Input.TEXT,
            max_words=200,
        ),
    ),
    schema=2,
    readers=MappingProxyType({1: _with_codes_of_the_objectives}),
)
