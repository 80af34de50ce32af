"""The section `overview`: what is proposed, and what would carry it."""

from proposals.domain.section.field import Field, Input, Section
from proposals.domain.translation import gettext_noop as _

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
            source="levels",
            help=_("Mission level uses none of the platform's mass."),
        ),
        Field("platform", _("Platform"), Input.CHOICE, required=True, source="platforms"),
        Field(
            "summary",
            _("Summary"),
            Input.TEXT,
            help=_("Two or three sentences for a reader outside of your field."),
            max_words=150,
        ),
    ),
)
