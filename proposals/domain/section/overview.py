"""The section `overview`: title, summary, level and platform of the proposal."""

from types import MappingProxyType

from proposals.domain.section.field import Answers, Codes, Field, Heading, Input, Section, Source
from proposals.domain.translation import gettext_noop as _


def _heading(answers: Answers) -> Heading:
    return Heading(
        title=answers.get("title") or "",
        level=answers.get("level") or "",
        platform=answers.get("platform") or "",
    )


def _from_heading(heading: Heading) -> Answers:
    given = {"title": heading.title, "level": heading.level, "platform": heading.platform}
    return {name: value for name, value in given.items() if value}


def _with_code_of_the_platform(answers: Answers, codes: Codes) -> Answers:
    """Schema 1 held the number of the platform's row."""
    if not answers.get("platform"):
        return answers
    number = str(answers["platform"])
    return {**answers, "platform": codes[Source.PLATFORMS].get(number, number)}


OVERVIEW = Section(
    "overview",
    _("Overview"),
    _("What you propose, and what would carry it."),
    (
        Field("title", _("Title"), required=True, help=_("As it should be read in public.")),
        Field(
            "level",
            _("Level of cooperation"),
            Input.CHOICE,
            required=True,
            source=Source.LEVELS,
            help=_("Mission level uses none of the platform's mass."),
        ),
        Field("platform", _("Platform"), Input.CHOICE, required=True, source=Source.PLATFORMS),
        Field(
            "summary",
            _("Summary"),
            Input.TEXT,
            help=_("Two or three sentences for a reader outside of your field."),
            max_words=150,
        ),
    ),
    schema=2,
    readers=MappingProxyType({1: _with_code_of_the_platform}),
    heading=_heading,
    from_heading=_from_heading,
)
